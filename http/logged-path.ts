/** The path of a request as logs may keep it: without its query, and without an e-mail that a caller wrote into it. */
export function loggedPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replaceAll(/[^/]*(?:@|%40)[^/]*/g, '<address>');
}
