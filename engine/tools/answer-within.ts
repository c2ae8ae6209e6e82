/**
 * Answers what the work answers, or `late` once so many milliseconds have passed: the work then goes on, and nobody
 * hears of its end. Throws what the work throws in time.
 */
export async function answerWithin<Result, Late>(
  ms: number,
  work: Promise<Result>,
  late: Late,
): Promise<Result | Late> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms).unref();
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
