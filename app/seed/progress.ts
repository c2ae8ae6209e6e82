/** Shows how far a job is: a bar that redraws itself on a terminal, a plain line now and then elsewhere. */
export type Progress = { advance(): void; done(): void };

export function showProgress(label: string, total: number, out: NodeJS.WriteStream): Progress {
  const started = Date.now();
  let finished = 0;
  let lastLine = 0;
  const render = () => {
    const seconds = (Date.now() - started) / 1000;
    const rate = finished / Math.max(seconds, 0.001);
    const numbers = `${finished}/${total}  ${Math.round(rate)}/s`;
    if (out.isTTY) {
      const filled = Math.round((30 * finished) / Math.max(total, 1));
      out.write(`\r${label.padEnd(12)} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${numbers}  `);
    } else if (finished === total || Date.now() - lastLine >= 2_000) {
      lastLine = Date.now();
      out.write(`${label}: ${numbers}\n`);
    }
  };
  return {
    advance: () => {
      finished += 1;
      render();
    },
    done: () => {
      if (out.isTTY) out.write('\n');
    },
  };
}
