/** A day as people write it: '24 November 2026'. A day of the calendar is given as YYYY-MM-DD. */
export function longDate(moment: Date | string): string {
  return new Date(moment).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
}
