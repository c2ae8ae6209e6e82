/** Shows how far a job is: a bar that redraws itself on a terminal, a plain line now and then elsewhere. */
export type Progress = {
  advance(): void;
  /** Says how far the job is now; its total may have grown. */
  at(finished: number, total: number): void;
  done(): void;
};

export type ProgressOutput = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

const barWidth = 30;
const lineEveryMs = 2_000;

/** `total` 0: not known yet, the job may be one that goes on; its rate counts what is done from here on. */
export function showProgress(label: string, total: number, out: ProgressOutput): Progress {
  const started = Date.now();
  let state = { finished: 0, total };
  let before = total > 0 ? 0 : null;
  let lastLine = started;
  const render = () => {
    const numbers = numbersOf(state, state.finished - (before ?? 0), (Date.now() - started) / 1000);
    if (out.isTTY === true) {
      const filled = Math.round((barWidth * state.finished) / Math.max(state.total, 1));
      out.write(`\r${label.padEnd(12)} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${numbers}\u001b[K`);
    } else if (state.finished === state.total || Date.now() - lastLine >= lineEveryMs) {
      lastLine = Date.now();
      out.write(`${label}: ${numbers}\n`);
    }
  };
  const at = (finished: number, ofTotal: number) => {
    before ??= finished === ofTotal ? 0 : finished;
    if (finished === state.finished && ofTotal === state.total) return;
    state = { finished: Math.min(finished, ofTotal), total: ofTotal };
    render();
  };
  return {
    advance() {
      before ??= 0;
      state = { ...state, finished: state.finished + 1 };
      render();
    },
    at,
    done: () => void (out.isTTY === true && out.write('\n')),
  };
}

function numbersOf({ finished, total }: { finished: number; total: number }, done: number, seconds: number): string {
  const rate = done / Math.max(seconds, 0.001);
  const left = finished < total && rate > 0 ? `  ${duration((total - finished) / rate)} left` : '';
  return `${finished}/${total}  ${Math.round(rate)}/s${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
