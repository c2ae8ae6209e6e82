import { Argon2PasswordHasher } from '../../adapters/argon2/argon2-password-hasher.ts';
import { passwordHasherContract } from './password-hasher.ts';

passwordHasherContract('argon2', new Argon2PasswordHasher());
