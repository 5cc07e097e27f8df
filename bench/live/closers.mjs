/** Runs what opens parts; closes them in reverse order, also when it fails, and ends the process. */
export async function withClosers(run) {
  const closers = [];
  const kept = (part, close) => {
    closers.push(close);
    return part;
  };
  try {
    process.exitCode = await run(kept);
  } finally {
    for (const close of closers.reverse()) await close();
  }
  process.exit();
}

/** What follows a name among the arguments. */
export function given(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
}

export const say = (text) => void process.stdout.write(`${text}\n`);
