import { expect, test } from 'vitest'
import { splitStatements } from './split.ts'

test('statements end with a semicolon that is in no text, name or comment', () => {
  const sql = `-- a; b
create table "a;b" (c text default ';''');
/* ; */ insert into x values ('it''s; "', \`;\`);
select 1;
`
  expect(splitStatements(sql, false)).toEqual([
    `-- a; b\ncreate table "a;b" (c text default ';''')`,
    `/* ; */ insert into x values ('it''s; "', \`;\`)`,
    'select 1',
  ])
})

test('what follows the last semicolon is a statement too, if it is anything', () => {
  expect(splitStatements('select 1;\n\n', false)).toEqual(['select 1'])
  expect(splitStatements('select 1; select 2', false)).toEqual(['select 1', 'select 2'])
  expect(splitStatements('select 1;\n-- the end', false)).toEqual(['select 1', '-- the end'])
})

test('the body of a trigger is part of it', () => {
  const trigger =
    "create trigger t after insert on a begin update a set b = case when b then 1 end; select ';'; end"
  expect(splitStatements(`${trigger};\nselect 1;`, false)).toEqual([trigger, 'select 1'])
  expect(
    splitStatements('create trigger t after insert on a for each row execute function f(); select 1;', false),
  ).toHaveLength(2)
})

test('texts in dollars, and with backslashes', () => {
  expect(splitStatements('do $x$ a; $$ b; $x$; select $$;$$;', false)).toEqual([
    'do $x$ a; $$ b; $x$',
    'select $$;$$',
  ])
  expect(splitStatements(String.raw`select E'\';'; select '\';`, false)).toEqual([
    String.raw`select E'\';'`,
    String.raw`select '\'`,
  ])
  expect(splitStatements(String.raw`select '\';'; select 2;`, true)).toEqual([
    String.raw`select '\';'`,
    'select 2',
  ])
})
