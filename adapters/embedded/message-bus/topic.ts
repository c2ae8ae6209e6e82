/**
 * True when a routing key fits a topic pattern as in AMQP 0-9-1: words are parted by dots, `*` stands for exactly one
 * word, `#` for any number of words, none included.
 */
export function topicMatches(pattern: string, routingKey: string): boolean {
  return matches(pattern.split('.'), routingKey.split('.'));
}

function matches(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === '#') return matches(rest, words) || (words.length > 0 && matches(pattern, words.slice(1)));
  if (words.length === 0) return false;
  return (first === '*' || first === words[0]) && matches(rest, words.slice(1));
}
