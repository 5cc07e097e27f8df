import { copyFile, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** The files behind `video/faces.ts`: Inter and Anton for the looks, DejaVu and Noto Emoji for what they lack. */
const FONT_FILES: readonly (readonly [fontPackage: string, file: string])[] = [
  ['@expo-google-fonts/inter', '700Bold/Inter_700Bold.ttf'],
  ['@expo-google-fonts/inter', '800ExtraBold/Inter_800ExtraBold.ttf'],
  ['@expo-google-fonts/anton', '400Regular/Anton_400Regular.ttf'],
  ['dejavu-fonts-ttf', 'ttf/DejaVuSans.ttf'],
  ['dejavu-fonts-ttf', 'ttf/DejaVuSans-Bold.ttf'],
];
/** Taken when installed; without it emoji beyond DejaVu's need a font of the system. */
const EMOJI_FILE = ['@expo-google-fonts/noto-emoji', '700Bold/NotoEmoji_700Bold.ttf'] as const;

/**
 * Puts our fonts into one folder, as libass wants them. Several processes may do so at once: each file
 * appears whole or not at all.
 *
 * Beside them a configuration for fontconfig makes them known to its search for missing glyphs too, before the
 * system's: libass looks there when a typeface lacks a sign, and a bare server may have no fonts of its own.
 */
export async function prepareFonts(folder: string): Promise<PreparedFonts> {
  await mkdir(folder, { recursive: true });
  const files = isInstalled(EMOJI_FILE[0]) ? [...FONT_FILES, EMOJI_FILE] : FONT_FILES;
  await Promise.all(
    files.map(async ([fontPackage, file]) => {
      const source = join(folderOf(fontPackage), file);
      const target = join(folder, basename(file));
      const [wanted, present] = await Promise.all([stat(source), stat(target).catch(() => null)]);
      if (present?.size === wanted.size) return;
      await appear(target, (part) => copyFile(source, part));
    }),
  );
  const configurationPath = join(folder, 'fonts.conf');
  await appear(configurationPath, (part) => writeFile(part, configuration(folder)));
  return { folder, configurationPath };
}

export interface PreparedFonts {
  readonly folder: string;
  /** For the environment variable FONTCONFIG_FILE. */
  readonly configurationPath: string;
}

function configuration(folder: string): string {
  const xml = (path: string): string =>
    path.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${xml(folder)}</dir>`,
    `<cachedir>${xml(join(folder, 'cache'))}</cachedir>`,
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    '</fontconfig>',
    '',
  ].join('\n');
}

async function appear(target: string, write: (part: string) => Promise<unknown>): Promise<void> {
  const part = `${target}.${randomUUID()}`;
  await write(part);
  await rename(part, target);
}

const packages = createRequire(import.meta.url);

function folderOf(fontPackage: string): string {
  return dirname(packages.resolve(`${fontPackage}/package.json`));
}

function isInstalled(fontPackage: string): boolean {
  try {
    return folderOf(fontPackage) !== '';
  } catch {
    return false;
  }
}
