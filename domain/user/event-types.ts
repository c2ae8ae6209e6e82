/** What the one gate for events knows of a user's events. */
export const userEventTypes = {
  UserRegistered: { version: 1, personal: ['email', 'fullName'], secret: ['passwordHash'] },
  UserProfileChanged: { version: 1, personal: ['fullName', 'phone'] },
  UserPasswordChanged: { version: 1, secret: ['passwordHash'] },
  UserAddressAdded: { version: 1, personal: ['address'] },
  UserAddressChanged: { version: 1, personal: ['address'] },
  UserAddressRemoved: { version: 1 },
  UserRoleGranted: { version: 1 },
  UserRoleRevoked: { version: 1 },
  UserErased: { version: 1 },
  UserKeyDestroyed: { version: 1, endsKey: true },
} as const;
