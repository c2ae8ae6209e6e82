import { isEmail } from 'class-validator';
import { Password, Rule, Text } from '../../http/fields.ts';

export class RegisterDto {
  @Rule({
    name: 'email',
    must: 'must be an e-mail address of at most 254 characters',
    holds: (value) => typeof value === 'string' && value.length <= 254 && isEmail(value),
    trim: true,
    schema: { type: 'string', format: 'email', maxLength: 254, examples: ['ada@example.com'] },
  })
  email!: string;

  @Password()
  password!: string;

  @Text({ max: 200, example: 'Ada Lovelace' })
  fullName!: string;
}

/** Looser than registration on purpose: whatever could never be registered is simply the wrong credentials. */
export class LoginDto {
  @Text({ example: 'ada@example.com' })
  email!: string;

  @Password({ min: 1, max: 500 })
  password!: string;
}

export class RefreshTokenDto {
  @Text({ max: 4096, description: 'The refresh token of the last login or refresh.' })
  refreshToken!: string;
}

export class TokenDto {
  @Text({ max: 4096, description: 'An access token.' })
  token!: string;
}
