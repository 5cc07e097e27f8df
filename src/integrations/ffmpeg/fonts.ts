import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** The files behind `video/faces.ts`: Inter and Anton for the looks, DejaVu for what they lack. */
const FONT_FILES: readonly [fontPackage: string, file: string][] = [
  ['@expo-google-fonts/inter', '700Bold/Inter_700Bold.ttf'],
  ['@expo-google-fonts/inter', '800ExtraBold/Inter_800ExtraBold.ttf'],
  ['@expo-google-fonts/anton', '400Regular/Anton_400Regular.ttf'],
  ['dejavu-fonts-ttf', 'ttf/DejaVuSans.ttf'],
  ['dejavu-fonts-ttf', 'ttf/DejaVuSans-Bold.ttf'],
];

/**
 * Puts our fonts into one folder, as libass wants them. Several processes may do so at once: each file
 * appears whole or not at all.
 *
 * @returns `folder`
 */
export async function prepareFonts(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const packages = createRequire(import.meta.url);
  await Promise.all(
    FONT_FILES.map(async ([fontPackage, file]) => {
      const source = join(dirname(packages.resolve(`${fontPackage}/package.json`)), file);
      const target = join(folder, basename(file));
      const [wanted, present] = await Promise.all([stat(source), stat(target).catch(() => null)]);
      if (present?.size === wanted.size) return;
      const part = `${target}.${randomUUID()}`;
      await copyFile(source, part);
      await rename(part, target);
    }),
  );
  return folder;
}
