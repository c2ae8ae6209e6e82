import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';
import { hostileParts } from './hostile.ts';

/** Bytes a body may have. */
export const bodyLimit = 262_144;

const decoder = new TextDecoder('utf-8', { fatal: true });

const tooLarge = () => new Problem('payload-too-large', `The body may have at most ${bodyLimit} bytes.`);
const malformed = (detail: string) => new Problem('malformed-json', detail);

/**
 * The JSON object in a request's body; an empty one when there is no body. Throws 415 for a content type that is not
 * `application/json` in UTF-8, 413 over the limit, 400 for broken JSON, for what is no object and for hostile parts.
 */
export async function readBody(request: IncomingMessage): Promise<object> {
  const { headers } = request;
  const declared = headers['content-length'];
  const hasBody = headers['transfer-encoding'] !== undefined || (declared !== undefined && declared !== '0');
  checkMediaType(headers['content-type'], headers['content-encoding'], hasBody);
  if (!hasBody) return {};
  if (Number(declared) > bodyLimit) throw tooLarge();
  const bytes = await collect(request);
  if (bytes.length === 0) return {};
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw Problem.invalid({ pointer: '', message: 'The body must be a JSON object.' });
  }
  const errors = hostileParts(value);
  if (errors.length > 0) throw Problem.invalid(...errors);
  return value;
}

function checkMediaType(type: string | undefined, encoding: string | undefined, hasBody: boolean): void {
  if (type === undefined && !hasBody) return;
  const fits = type !== undefined && /^application\/json *(; *charset="?utf-?8"? *)?;? *$/i.test(type);
  const plain = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (!fits || !plain) throw new Problem('unsupported-media-type', 'Send application/json in UTF-8, not compressed.');
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (error: Problem | null) => {
      request.removeListener('data', onData);
      request.removeListener('end', onEnd);
      request.removeListener('error', onError);
      request.removeListener('close', onError);
      if (error === null) resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
      else reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) {
        end(tooLarge());
        request.resume();
      } else chunks.push(chunk);
    };
    const onEnd = () => end(null);
    const onError = () => end(malformed('The body broke off.'));
    request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onError);
  });
}

function parse(bytes: Buffer): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
}
