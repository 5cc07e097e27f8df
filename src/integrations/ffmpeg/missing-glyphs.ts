import { MediaError } from '../../errors.js';

/**
 * Watches libass for letters that no font can draw: a video full of empty boxes must not be published. Signs other
 * than letters and digits may be missing; the text is understood without them.
 */
export function missingGlyphs(): { readonly onLine: (line: string) => void; readonly refuse: () => void } {
  const missing = new Set<string>();
  return {
    onLine: (line) => {
      const code = /failed to find any fallback with glyph 0x([0-9a-f]+)/i.exec(line)?.[1];
      if (code === undefined) return;
      const character = String.fromCodePoint(parseInt(code, 16));
      if (/[\p{L}\p{N}]/u.test(character)) missing.add(character);
    },
    refuse: () => {
      if (missing.size === 0) return;
      const named = Array.from(missing, (character) => {
        const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        return `${character} (U+${code})`;
      });
      throw new MediaError(
        `No installed font can draw ${named.slice(0, 8).join(', ')}; install one that does, for example fonts-noto-cjk.`,
        {},
      );
    },
  };
}
