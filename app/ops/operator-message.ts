/** What the operating system says no for, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'leads through something that is no folder',
  EISDIR: 'is a folder',
  EEXIST: 'is there already',
  EACCES: 'may not be used by this user',
  EPERM: 'may not be used by this user',
  EROFS: 'is on a disk that cannot be written to',
  ENOSPC: 'cannot be written: the disk is full',
};

/** One line that an operator understands, of whatever ended a command. */
export function operatorMessage(error: unknown): string {
  const { code = '', path, syscall, message } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  if (reason === undefined || syscall === undefined) return message;
  return `${path ?? 'What was named'} ${reason} (${code})`;
}
