/** Values that examples in `/docs` share. */
export const idExample = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
export const positionExample = '00000000000001a7';

/** What a command on one thing answers. */
export const commandExample = { id: idExample, revision: 3, position: positionExample };
