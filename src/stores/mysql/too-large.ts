/**
 * The error of a message that the server would not take, as the server numbers it. Such a message is not sent, since
 * the server would end the connection, mostly without a word of why.
 */
export const tooLarge = (size: number, most: number): Error => {
  const sqlMessage = `A message of ${size} bytes, of which the server takes fewer than ${most}`
  return Object.assign(new Error(sqlMessage), { errno: 1301, sqlMessage })
}
