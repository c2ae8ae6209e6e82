/** Work that notes its name when it begins, and answers it once it is let end. */
export function heldWork(begun: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    begun.push(name);
    await ended;
    return name;
  };
  return { run, end };
}
