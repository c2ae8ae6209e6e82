import { OneOf, Optional, Password, Text } from '../../http/fields.ts';
import { roles } from '../../domain/user/roles.ts';
import type { Role } from '../../domain/user/roles.ts';

export class ProfileDto {
  @Optional()
  @Text({ max: 200, example: 'Ada King' })
  fullName?: string;

  @Optional({ clearable: true })
  @Text({ min: 0, example: '+44 20 7946 0000' })
  phone?: string | null;
}

export class ChangePasswordDto {
  @Password({ min: 1, max: 500 })
  currentPassword!: string;

  @Password({ example: 'a longer correct horse battery' })
  newPassword!: string;
}

export class RoleDto {
  @OneOf(roles)
  role!: Role;
}
