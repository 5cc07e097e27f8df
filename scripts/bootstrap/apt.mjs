import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identify, isAlive } from './process-table.mjs';
import { runStep } from './run-step.mjs';
import { explainFileError, say } from './setup-error.mjs';

const APT = '/usr/bin/apt-get';
const ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };

/** Only as root, and only where apt is at home. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync(APT);
}

/** Installs Debian packages without letting any of them start a daemon. */
export async function installWithApt(packages) {
  say(`Installing ${packages.join(', ')} (apt-get) …`);
  try {
    forbidDaemons();
    if (hasUnfinishedInstall())
      await runStep('dpkg --configure -a', 'dpkg', ['--configure', '-a'], { env: ENVIRONMENT });
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw explainFileError(error, 'install packages');
  } finally {
    restoreDaemonPolicy();
  }
}

function apt(...args) {
  // another apt may be at work: wait for it, but not for ever
  return runStep(`apt-get ${args[0]}`, APT, ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: ENVIRONMENT,
  });
}

/** An apt that was killed leaves this behind, and refuses to go on until it is mended. */
function hasUnfinishedInstall() {
  try {
    return readdirSync('/var/lib/dpkg/updates').length > 0;
  } catch {
    return false;
  }
}

const POLICY = '/usr/sbin/policy-rc.d';
const KEPT = '/usr/sbin/policy-rc.d.kept-by-acog';
const MARK = '# ACOG installs packages; holder:';

/** Debian asks this file before it starts a daemon; 101 is no. One that was there is kept aside. */
function forbidDaemons() {
  const holder = policyHolder();
  if (holder !== null && isAlive(holder)) return; // another of ours is at it, and will restore
  restoreDaemonPolicy();
  if (existsSync(POLICY)) renameSync(POLICY, KEPT);
  writeFileSync(POLICY, `#!/bin/sh\n${MARK} ${JSON.stringify(identify(process.pid))}\nexit 101\n`, {
    mode: 0o755,
  });
}

/** Puts back what was there, if the file is ours or that of a killed run. Without such a file it does nothing. */
export function restoreDaemonPolicy() {
  const holder = policyHolder();
  if (holder === null && !(existsSync(KEPT) && !existsSync(POLICY))) return;
  if (holder !== null && holder.pid !== process.pid && isAlive(holder)) return;
  rmSync(POLICY, { force: true });
  if (existsSync(KEPT)) renameSync(KEPT, POLICY);
}

/** Who wrote the file, null when it is not ours. */
function policyHolder() {
  try {
    const line = readFileSync(POLICY, 'utf8')
      .split('\n')
      .find((each) => each.startsWith(MARK));
    return line === undefined ? null : JSON.parse(line.slice(MARK.length));
  } catch {
    return null;
  }
}
