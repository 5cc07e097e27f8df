/** Something is missing or in the way, and the message says what a person can do. Ends the program with exit code 1. */
export class SetupError extends Error {
  name = 'SetupError';
}

const FILE_FAULTS = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many open files',
  ENOTDIR: 'a part of the path is a file, not a folder',
};

/** The sentence for an error that the operating system gave for a path; other errors come back as they are. */
export function explainFileError(error, doing) {
  const fault = FILE_FAULTS[error?.code];
  if (fault === undefined) return error;
  const path = error.path ?? error.dest;
  return new SetupError(`Cannot ${doing}: ${fault}${path ? ` (${path})` : ''}.`, { cause: error });
}

/** Progress and complaints go to stderr: stdout belongs to the command. A reader that left is no reason to fail. */
export function say(text) {
  process.stderr.write(`acog: ${text}\n`);
}

/** The last lines of a log that say something, for a message. */
export function lastLines(text, count = 12) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

/** What failed and why, in the program's own last words; a full disk is named first, whoever met it. */
export function explainOutput(what, text) {
  if (/no space left on device|ENOSPC/i.test(text)) return `${what}: the disk is full.`;
  const words = lastLines(text);
  return words === '' ? `${what}.` : `${what}:\n${words}`;
}
