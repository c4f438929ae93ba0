/** The topics in which databases were measured to differ, each with the scenarios that hold its rule. */
export const measuredDifferences: Readonly<Record<string, readonly (number | string)[]>> = {
  'order of nulls': [13, 14, 15, 108],
  'negation and null': [3, 5, 6, 7, 96, 'field-not'],
  'binary comparison of text': [16, 24, 25, 26, 27, 115, 'text-ranges', 'group-by-text'],
  'LIKE, case and escapes': [28, 29, 30, 31, 32, 33, 34, 'text-long-operand', 'text-prefix-ends'],
  'text compared with a number': [41, 42, 43, 'types-in-filters'],
  'a key of the wrong type': [44, 45, 'reference-filters'],
  'dates: precision, range, zones': [65, 68, 69, 70, 73, 74, 75],
  'NaN and Infinity': [50, 51],
  'bigints read exactly': [22, 54, 55, 56],
  'decimals exact': [57, 58, 59, 60, 'decimal-scales'],
  'overflow, wrong types, too long text': [
    46,
    47,
    48,
    49,
    'types-in-data',
    'declared-bounds',
    'increment-overflow',
  ],
  'empty and long lists': [92, 93, 98, 'list-kinds'],
  'limit and offset': [103, 104, 105],
  'what an update gives back': ['written-as-read', 'expression-in-save'],
  'assignments that do not see each other': [120],
  'typed figures': [60, 61, 62, 63, 'group-by-kinds'],
  'an upsert that meets another unique index': [117],
  'going on after an error in a transaction': [128, 'transaction-conflicts-at-once'],
  'long names': ['long-names'],
  'writes of many parameters': ['insert-many-parameters'],
  'NUL and lone surrogates': [36, 37],
  'null, missing and containment in JSON': [83, 87, 88, 'json-null', 'json-path-members'],
  'unique failures': [111, 112, 113],
  'foreign keys and checks': [124, 'foreign-key', 'foreign-key-restrict', 'increment-checked'],
  'serialization failures, deadlocks and timeouts': [129, 130, 'connections-lost-update'],
}

/** The differences that no scenario can show yet, with the reason. */
export const pendingDifferences: Readonly<Record<string, string>> = {
  'rollback of changes to tables': 'there are no migrations yet',
}
