/**
 * Runs what opens parts; closes them in reverse order, also when it fails or is stopped, and ends the process.
 * @param run gets `kept(part, close)`, resolves to the exit code
 */
export async function withClosers(run) {
  const closers = [];
  const kept = (part, close) => {
    closers.push(close);
    return part;
  };
  const end = async (exitCode) => {
    for (const close of closers.splice(0).reverse()) await close();
    process.exit(exitCode);
  };
  const fail = (error) => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    void end(1);
  };
  process.once('uncaughtException', fail);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end(1));
  await run(kept).then(end, fail);
}

/** What follows a name among the arguments. */
export function given(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
}

export const say = (text) => void process.stdout.write(`${text}\n`);
