import { InvalidInputError, InvalidInputsError, type InputProblem } from '../errors.js';

export interface TextBounds {
  readonly min?: number;
  readonly max: number;
}

const LONGEST_LIST = 50;
const LONGEST_ENTRY = 500;
/** UTF-8 has no form for it: the database would keep another text, or none. */
export const LONE_SURROGATE = /\p{Surrogate}/u;

/** Collects everything that is wrong with an input, so that a person mends it in one go. */
export class InputCheck {
  private readonly problems: InvalidInputError[] = [];

  /** @throws {InvalidInputsError} when anything was wrong */
  done(): void {
    if (this.problems.length > 0) throw new InvalidInputsError(this.problems);
  }

  fail(code: InputProblem, message: string, path: readonly string[]): void {
    this.problems.push(new InvalidInputError(message, path, code));
  }

  /** @returns the text without space around it */
  text(value: string, path: readonly string[], bounds: TextBounds): string {
    return this.literal(value.trim(), path, bounds);
  }

  /** @returns the text as it is */
  literal(text: string, path: readonly string[], { min = 1, max }: TextBounds): string {
    const name = path.join('.');
    const length = Array.from(text).length;
    if (text.includes('\0')) this.fail('INVALID', `${name} must not contain the character NUL.`, path);
    if (LONE_SURROGATE.test(text))
      this.fail('INVALID', `${name} must not contain half of a surrogate pair; send whole characters.`, path);
    if (length === 0 && min > 0) this.fail('REQUIRED', `${name} must not be empty.`, path);
    else if (length < min)
      this.fail('OUT_OF_RANGE', `${name} must have at least ${min} characters; it has ${length}.`, path);
    else if (length > max)
      this.fail('TOO_LONG', `${name} may have at most ${max} characters; it has ${length}.`, path);
    return text;
  }

  /** Empty text counts as none. */
  optionalText(value: string | null | undefined, path: readonly string[], max: number): string | null {
    if (value == null) return null;
    return this.text(value, path, { min: 0, max }) || null;
  }

  texts(list: readonly string[] | null | undefined, path: readonly string[]): string[] {
    if (list == null) return [];
    if (list.length > LONGEST_LIST) {
      this.fail('TOO_LONG', `${path.join('.')} may have at most ${LONGEST_LIST} entries.`, path);
      return [];
    }
    return list.map((each, index) => this.text(each, [...path, String(index)], { max: LONGEST_ENTRY }));
  }

  /** Neither empty nor with anything twice. */
  choices<T extends string>(list: readonly T[], path: readonly string[], { min = 0 } = {}): T[] {
    const name = path.join('.');
    if (list.length < min) this.fail('REQUIRED', `${name} must name at least ${min}.`, path);
    if (new Set(list).size !== list.length)
      this.fail('INVALID', `${name} must not name anything twice.`, path);
    return [...list];
  }

  number(value: number, path: readonly string[], { min, max }: { min: number; max: number }): number {
    if (!(value >= min && value <= max))
      this.fail('OUT_OF_RANGE', `${path.join('.')} must be from ${min} to ${max}; it is ${value}.`, path);
    return value;
  }

  optionalNumber(
    value: number | null | undefined,
    path: readonly string[],
    bounds: { min: number; max: number },
  ): number | null {
    return value == null ? null : this.number(value, path, bounds);
  }

  matches(value: string, path: readonly string[], pattern: RegExp, wanted: string): string {
    if (!pattern.test(value)) this.fail('INVALID', `${path.join('.')} must be ${wanted}.`, path);
    return value;
  }

  /** Null on what must be there. @returns whether there is a value to look at */
  given<T>(value: T | null | undefined, path: readonly string[]): value is T {
    if (value === null)
      this.fail('REQUIRED', `${path.join('.')} cannot be cleared; leave it out to keep it.`, path);
    return value != null;
  }
}
