/** Ends a browser the hard way. Thread: Node (Linux and macOS: it reads the process list). */
import { execFileSync } from 'node:child_process';

/** Sends SIGKILL to every process of the browser that was started on this profile folder, and waits until they are gone. */
export async function killBrowser(profile: string): Promise<void> {
  const find = (): number[] =>
    execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
      .split('\n')
      .filter((line) => line.includes(`--user-data-dir=${profile}`))
      .map((line) => Number(line.trim().split(/\s+/)[0]));
  for (const pid of find()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // A child that ended with its parent is what we want.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
  while (find().length > 0) await new Promise((resolve) => setImmediate(resolve));
}
