const BASE = new Set('have make use need love hate sleep live work fly sing dance become change matter grow feel look see taste fall move know learn save think eat build turn keep get go help shape invent conquer win lose begin end die disappear survive communicate hunt glow form explode erupt age dream yawn forget remember cry laugh blink migrate hibernate purr bark rise collapse fail affect cause beat run play take brew stand stay hold float sink spin shine protect produce create drive swim jump climb breathe think talk speak smell hear bite sting burn melt freeze boil break bend stick bounce reflect travel spread cost pay earn spend buy sell trade teach read write draw paint cook bake give find lead leave let like want seem sound stop start happen exist bleed heal itch sneeze cough hiccup snore sweat blush age bloom bloom wilt ripen rot rust expand contract attract repel orbit rotate crash land rain snow store send search sort count measure digest chew drink lick wag howl meow roar chirp hide camouflage regenerate navigate migrate lay hatch raise feed kill fight attack defend build-up act react behave believe believe-in fear trust choose decide lie dominate rule unite decline spread succeed vote tick process translate recognise recognize understand improve reduce increase influence connect'.split(' ')); // prettier-ignore
const PAST: Readonly<Record<string, string>> = { had: 'have', made: 'make', became: 'become', grew: 'grow', felt: 'feel', saw: 'see', fell: 'fall', knew: 'know', thought: 'think', ate: 'eat', built: 'build', kept: 'keep', got: 'get', went: 'go', won: 'win', lost: 'lose', began: 'begin', forgot: 'forget', rose: 'rise', ran: 'run', took: 'take', stood: 'stand', held: 'hold', sank: 'sink', gave: 'give', found: 'find', led: 'lead', left: 'leave', fought: 'fight', chose: 'choose', wrote: 'write', drew: 'draw', sold: 'sell', bought: 'buy', paid: 'pay', taught: 'teach', spoke: 'speak', sang: 'sing', slept: 'sleep', flew: 'fly', swam: 'swim', broke: 'break', burnt: 'burn', froze: 'freeze', hid: 'hide', came: 'come', died: 'die', drank: 'drink', sent: 'send', spent: 'spend', understood: 'understand' }; // prettier-ignore
export const HELPING = /^(?:is|are|was|were|can|could|will|would|should|must|may|might)$/iu;

/** A verb as it stands in a sentence. `BASE` goes with a plural, `THIRD` with a singular, `PAST` with both. */
interface FoundVerb {
  readonly base: string;
  readonly form: 'BASE' | 'THIRD' | 'PAST' | 'HELPING';
}

export function findVerb(word: string): FoundVerb | null {
  const lower = word.toLowerCase();
  if (HELPING.test(lower)) return { base: lower, form: 'HELPING' };
  if (BASE.has(lower)) return { base: lower, form: 'BASE' };
  if (lower === 'has') return { base: 'have', form: 'THIRD' };
  const past = PAST[lower];
  if (past !== undefined) return { base: past, form: 'PAST' };
  for (const base of [lower.replace(/s$/u, ''), lower.replace(/es$/u, ''), lower.replace(/ies$/u, 'y')])
    if (base !== lower && BASE.has(base)) return { base, form: 'THIRD' };
  for (const base of [lower.replace(/d$/u, ''), lower.replace(/ed$/u, ''), lower.replace(/ied$/u, 'y')])
    if (base !== lower && BASE.has(base)) return { base, form: 'PAST' };
  return null;
}

export function thirdPerson(verb: string): string {
  if (verb === 'have') return 'has';
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|sh|ch|x|o)$/u.test(verb) ? `${verb}es` : `${verb}s`;
}

export function pastTense(verb: string): string {
  const irregular = Object.entries(PAST).find(([, base]) => base === verb)?.[0];
  if (irregular !== undefined) return irregular;
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ied`;
  return verb.endsWith('e') ? `${verb}d` : `${verb}ed`;
}

export function gerund(verb: string): string {
  if (/(?:ee|ye|oe)$/u.test(verb)) return `${verb}ing`;
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`;
  if (verb.endsWith('e') && verb !== 'be') return `${verb.slice(0, -1)}ing`;
  if (/^[^aeiou]*[aeiou][bdgklmnprt]$/u.test(verb)) return `${verb}${verb.at(-1) ?? ''}ing`;
  if (verb === 'begin' || verb === 'forget') return `${verb}${verb.at(-1) ?? ''}ing`;
  return `${verb}ing`;
}
