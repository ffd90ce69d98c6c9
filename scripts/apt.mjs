// Installs Debian packages for the tests, where that is possible without asking anybody: on Debian, as root.
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';

const minute = 60_000;

/** Whether this machine is Debian itself (Ubuntu's browser packages are snap stubs) and we may install on it. */
export function canInstallDebianPackages() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || process.env.NO_APT) return false;
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Installs the packages and says so. Throws with apt's own last words when that fails. */
export function installDebianPackages(packages, purpose) {
  console.log(`Installing ${packages.join(', ')} with apt-get (${purpose}) …`);
  apt(['update'], 3 * minute);
  apt(['install', '-y', '--no-install-recommends', ...packages], 8 * minute);
}

function apt(args, timeout) {
  const {status, error, stdout, stderr} = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
    env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
    encoding: 'utf8',
    timeout,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  const words = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-8).join('\n  ');
  throw new Error(`apt-get ${args.join(' ')} failed${error ? ` (${error.message})` : ''}:\n  ${words}`);
}
