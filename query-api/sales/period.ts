export const intervals = ['day', 'week', 'month'] as const;
export type Interval = (typeof intervals)[number];

const dayMs = 86_400_000;

/**
 * The period a UTC day is in: `2026-03-01`, `2026-W09` or `2026-03`. Weeks are ISO 8601's: they start on Monday, and
 * belong to the year that has their Thursday.
 */
export function periodOf(day: string, interval: Interval): string {
  if (interval === 'day') return day;
  if (interval === 'month') return day.slice(0, 7);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  const thursday = new Date(midnight + (3 - sinceMonday) * dayMs);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7);
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}
