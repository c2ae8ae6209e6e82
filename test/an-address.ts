/** Where things are sent to, as a request says it. */
export const anAddress = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  city: 'London',
  postalCode: 'N1 9GU',
  country: 'GB',
};

/** The same as an event keeps it. */
export const aKeptAddress = { ...anAddress, line2: null, region: null };
