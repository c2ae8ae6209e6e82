import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

/** Gives a suite, and every process that it starts, a temporary folder of its own, which goes when the suite ends. */
export default class SuiteEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.before = process.env.TMPDIR;
    this.folder = mkdtempSync(join(tmpdir(), 'storied-suite-'));
    this.pointTo(this.folder);
  }

  async teardown() {
    this.pointTo(this.before);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    await super.teardown();
  }

  /** Core modules read the environment of the process, a suite sees a copy of it. */
  pointTo(folder) {
    for (const { env } of [process, this.global.process]) {
      if (folder === undefined) delete env.TMPDIR;
      else env.TMPDIR = folder;
    }
  }
}
