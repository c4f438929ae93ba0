import type { Cases } from './cases.ts'

const uuid = '01890000-0000-7000-8000-000000000001'
const objectId = '0123456789abcdef01234567'
const written =
  (type: string) =>
  (form: string): string =>
    `${type} /* ${form} */`
const [I, R, T, B] = [written('INTEGER'), written('REAL'), written('TEXT'), written('BLOB')]

const [integer, boolean, datetime, short] = [I('integer'), I('boolean'), I('datetime'), I('decimal(6, 2)')]
const [number, bytes] = [R('number'), B('bytes')]
const [text, date, time, key, objectKey] = [T('text'), T('date'), T('time'), T('uuid'), T('objectId')]
const [json, file, long, list] = [T('json'), T('file'), T('decimal(30, 4)'), T('array of text')]

/** What other programs declare. */
const foreign = 'VARCHAR(20)'
const numeric = 'NUMERIC'

const MAX = '9223372036854775807'
const decimal = (sign: 'p' | 'n', digits: string): string => {
  const all = digits.padStart(30, '0')
  return sign + (sign === 'p' ? all : all.replace(/\d/g, (digit) => String(9 - Number(digit))))
}

/** The pairs of forms of SQLite, by the definitions of columns. */
export const sqliteCases: Cases = {
  types: [
    integer,
    boolean,
    datetime,
    short,
    number,
    bytes,
    text,
    date,
    time,
    key,
    objectKey,
    json,
    file,
    long,
    list,
    foreign,
  ],
  options: (type) => ([foreign, numeric].includes(type) ? '' : ' strict'),
  shown: "case typeof(a) when 'blob' then hex(a) else cast(a as text) end",
  pairs: {
    [`${integer} > ${number}`]: {
      fits: ['3 → 3.0', '-9007199254740992 → -9007199254740992.0'],
      misfits: ['9007199254740993', MAX, '-9223372036854775808'],
    },
    [`${integer} > ${text}`]: { fits: [MAX, '-1'], misfits: [] },
    [`${integer} > ${boolean}`]: { fits: ['0', '1'], misfits: ['2', '-1'] },
    [`${integer} > ${datetime}`]: { fits: ['-8640000000000000'], misfits: ['8640000000000001'] },
    [`${integer} > ${short}`]: { fits: ['9999 → 999900', '-1 → -100'], misfits: ['10000', MAX] },
    [`${integer} > ${long}`]: {
      fits: [`-1 → ${decimal('n', '10000')}`, `${MAX} → ${decimal('p', `${MAX}0000`)}`],
      misfits: [],
    },
    [`${boolean} > ${integer}`]: { fits: ['0', '1'], misfits: [] },
    [`${datetime} > ${integer}`]: { fits: ['-5'], misfits: [] },
    [`${datetime} > ${date}`]: {
      fits: ['1769817600000 → 2026-01-31', '-62167219200000 → 0000-01-01', '253402214400000 → 9999-12-31'],
      misfits: ['1769817600001', '-62167305600000', '253402300800000'],
    },
    [`${date} > ${datetime}`]: {
      fits: ['2026-01-31 → 1769817600000'],
      misfits: ['2026-02-30', 'x', '12:00'],
    },
    [`${date} > ${text}`]: { fits: ['2026-01-31'], misfits: [] },
    [`${time} > ${text}`]: { fits: ['12:00:00.000'], misfits: [] },
    [`${key} > ${text}`]: { fits: [uuid], misfits: [] },
    [`${objectKey} > ${text}`]: { fits: [objectId], misfits: [] },
    [`${number} > ${integer}`]: {
      fits: ['3.0 → 3', '-9223372036854775808'],
      misfits: ['0.5', '9223372036854775808', '9.3e18', '1e300'],
    },
    [`${number} > ${text}`]: { fits: ['0.30000000000000004', '1e300 → 1.0e+300'], misfits: [] },
    [`${text} > ${integer}`]: {
      fits: ['0', '-42', MAX],
      misfits: ['9223372036854775808', '007', '+5', ' 5', '-0', '1.0', '1e3', 'x', ''],
    },
    [`${text} > ${number}`]: {
      fits: ['0.1', '3 → 3.0', '1.5'],
      misfits: ['9007199254740993', '0.1000000000000000055', '1e400', '01', ' 1', 'x', ''],
    },
    [`${text} > ${date}`]: {
      fits: ['2026-01-31', '2024-02-29'],
      misfits: ['2026-02-29', '2026-13-01', '2026-01-31 12:00', 'now', ''],
    },
    [`${text} > ${time}`]: {
      fits: ['23:59:59.999', '00:00:00.000'],
      misfits: ['24:00:00.000', '12:60:00.000', '12:00', '12:00:00', '12:00:00.0001', 'now', ''],
    },
    [`${text} > ${key}`]: { fits: [uuid], misfits: ['x', uuid.replace('1890', '189A'), `${uuid}\n`] },
    [`${text} > ${objectKey}`]: { fits: [objectId], misfits: ['x', objectId.toUpperCase(), `${objectId}0`] },
    [`${text} > ${json}`]: { fits: ['{"a": [1]}'], misfits: ['{a}', ''] },
    [`${text} > ${bytes}`]: { fits: ['é → C3A9'], misfits: [] },
    [`${json} > ${text}`]: { fits: ['{"a":  1}'], misfits: [] },
    [`${file} > ${json}`]: { fits: ['{"key":"a"}'], misfits: [] },
    [`${bytes} > ${text}`]: { fits: ["x'c3a9' → é"], misfits: ["x'ff'", "x'41c3'"] },
    [`${short} > ${integer}`]: { fits: ['1200 → 12'], misfits: ['1201'] },
    [`${short} > ${long}`]: { fits: [`-150 → ${decimal('n', '15000')}`], misfits: [] },
    [`${short} > ${I('decimal(4, 1)')}`]: { fits: ['1230 → 123'], misfits: ['1234', '100000'] },
    [`${long} > ${short}`]: {
      fits: [`${decimal('n', '15000')} → -150`, `${decimal('p', '99999900')} → 999999`],
      misfits: [decimal('p', '15001'), decimal('p', '100000000')],
    },
    [`${long} > ${integer}`]: {
      fits: [`${decimal('p', '30000')} → 3`, `${decimal('p', `${MAX}0000`)} → ${MAX}`],
      misfits: [
        decimal('p', '30001'),
        decimal('p', '92233720368547758080000'),
        decimal('n', '99999999999999999990000'),
      ],
    },
    [`${foreign} > ${integer}`]: { fits: ['-42', MAX], misfits: ['007', '1.5', 'x', ''] },
    [`${foreign} > ${number}`]: { fits: ['0.1', '3 → 3.0'], misfits: ['9007199254740993', '00.1', 'x'] },
    [`${foreign} > ${text}`]: { fits: ['007', ''], misfits: ["x'41'"] },
    [`${foreign} > ${boolean}`]: { fits: [], misfits: ['2', 'true', 'x'] },
    [`${foreign} > ${bytes}`]: { fits: ["x'ff' → FF"], misfits: ['x'] },
    [`${foreign} > ${json}`]: { fits: ['[1]'], misfits: ['{a}', "x'41'"] },
    [`${foreign} > ${date}`]: { fits: ['2026-01-31'], misfits: ['2026-02-30', 'now'] },
    [`${foreign} > ${datetime}`]: {
      fits: [
        '2026-01-31 → 1769817600000',
        '2026-01-31 00:00:01.500000 → 1769817601500',
        '2026-01-31T02:00:00+02:00 → 1769817600000',
      ],
      misfits: ['2026-01-31 00:00:00.0001', '2026-02-30 00:00', 'now', '12:00', '2450000', 'x'],
    },
    [`${foreign} > ${short}`]: { fits: [], misfits: ['1.5', 'x'] },
    [`${numeric} > ${short}`]: {
      fits: ['1.5 → 150', '-9999.99 → -999999', '3 → 300'],
      misfits: ['1.2300001', '1.234', '10000', 'x'],
    },
    [`${numeric} > ${integer}`]: { fits: ['3', MAX], misfits: ['0.5', '1e300', 'x'] },
    [`${numeric} > ${number}`]: { fits: ['0.5', '3 → 3.0'], misfits: ['9007199254740993', 'x'] },
    [`${numeric} > ${text}`]: { fits: ['0.1', '3'], misfits: ["x'41'"] },
    [`${numeric} > ${boolean}`]: { fits: ['0', '1'], misfits: ['2', '0.5'] },
  },
}
