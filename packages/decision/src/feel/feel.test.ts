import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFeel, compileUnary, toJson } from '../index.ts'

const facts = {
  gpa: 3.62,
  金额: 1200.5,
  学院: '计算机学院',
  tags: ['a', 'b'],
  applicant: { name: '林知夏', year: 2023 },
  'Pre-bureau risk': 'LOW',
}
const names = { 'Pre-bureau risk': null }

const value = (text: string) => toJson(compileFeel(text, { names }).evaluate(facts))

/** Expressions and their values as JSON, by what they are about. */
const cases: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  'numbers are decimals of 34 digits': [
    ['0.1 + 0.2 = 0.3', true],
    ['金额 * 3', 3601.5],
    ['1/3', '0.3333333333333333333333333333333333'],
    ['2/3', '0.6666666666666666666666666666666667'],
    ['10 ** 30 + 1', '1000000000000000000000000000001'],
    ['decimal(2.5, 0)', 2],
    ['decimal(3.5, 0)', 4],
    ['round half up(-2.5, 0)', -3],
    ['floor(-1.5)', -2],
    ['decimal(1234.5, -2)', 1200],
    ['modulo(12, -5)', -3],
    ['2 ** -2', 0.25],
    ['sqrt(-1)', null],
    ['1 / 0', null],
    ['10 ** 99999', null],
  ],
  'ill-typed arithmetic is null': [
    ['1 + "a"', null],
    ['"a" - "b"', null],
    ['date("2026-01-01") * 2', null],
    ['date("2026-01-01") + 1', null],
    ['@"P1D" * @"P1D"', null],
    ['@"P1Y" + @"P1D"', null],
    ['null + 1', null],
    ['[1] + [2]', null],
    ['-"a"', null],
    ['1 < "a"', null],
  ],
  'dates, times, durations': [
    ['date("2026-01-31") + @"P1M"', '2026-02-28'],
    ['date("2024-02-29") - date("2024-02-28")', 'P1D'],
    ['@"2026-09-01" + @"PT30H"', '2026-09-02'],
    ['@"2021-03-28T01:30:00@Europe/Paris" + @"PT1H"', '2021-03-28T03:30:00@Europe/Paris'],
    ['@"P1Y" * 1.5', 'P1Y6M'],
    ['@"P1D" / @"PT6H"', 4],
    ['-@"P1D"', '-P1D'],
    ['date("2026-02-30")', null],
    ['date("999999999-12-31").weekday', 5],
    ['string(@"-0044-03-15")', '-0044-03-15'],
    ['@"10:00:00+08:00" = @"02:00:00Z"', true],
    ['@"2026-11-25T00:00:00@Asia/Shanghai" < @"2026-11-24T17:00:00Z"', true],
    ['week of year(date("2005-01-01"))', 53],
    ['day of week(date("2026-11-25"))', 'Wednesday'],
    ['years and months duration(date("2023-09-01"), date("2026-11-25"))', 'P3Y2M'],
    ['duration("P1M1D")', null],
    ['today()', null],
  ],
  'names of Chinese, with spaces and with signs': [
    ['学院 = "计算机学院" and gpa >= 3.5', true],
    ['applicant.name', '林知夏'],
    ['Pre-bureau risk = "LOW"', true],
    ['{foo bar: 1, "a+b": 2}.foo bar', 1],
    ['{"a+b": 2}.a+b', 2],
    ['string length("𬭎㛃")', 2],
  ],
  'lists, filters, paths': [
    ['[1, 2, 3][-1]', 3],
    ['[1, 2, 3][item > 1]', [2, 3]],
    ['[{a: 1}, {a: 2}][a = 2].a', [2]],
    ['[{item: 1}, {item: 2}][item = 2]', [{ item: 2 }]],
    ['[1, 2, 3]["a"]', null],
    ['sort([3, 1, 2], function(a, b) a > b)', [3, 2, 1]],
    ['sum([0.1, 0.2])', 0.3],
    ['sum([])', null],
    ['max([@"P1D", @"PT25H"])', 'PT25H'.replace('PT25H', 'P1DT1H')],
    ['list replace([1, 2, 3], function(item, new) item > 1, 0)', [1, 0, 0]],
    ['distinct values([1, 2, 1.0])', [1, 2]],
    ['for i in 1..3, j in [10, 20] return i * j', [10, 20, 20, 40, 30, 60]],
    ['for i in 1..4 return if i = 1 then 1 else i * partial[-1]', [1, 2, 6, 24]],
    ['for i in 1..3 return partial', [[], [[]], [[], [[]]]]],
    ['every x in tags satisfies x < "c"', true],
    ['some x in [1, null] satisfies x > 1', null],
  ],
  'ranges and membership': [
    ['5 in [1..10]', true],
    ['10 in [1..10)', false],
    ['5 in (< 3, > 4)', true],
    ['gpa between 3 and 4', true],
    ['[1..10] = [1..10]', true],
    ['(< 10) = (null..10)', false],
    ['overlaps before([1..5], (5..8])', false],
    ['includes(range("[1..5]"), 5)', true],
    ['"b" in ["a".."c"]', true],
    ['1 in ["a".."c"]', null],
  ],
  'in binds tighter than and, or': [
    ['3 in [1..2] or true', true],
    ['3 in [1..4] and false', false],
    ['3 in [1..4] and true', true],
    ['3 in > 1 and true', true],
    ['3 in (1, 2) or 3 in 3', true],
    ['true and 3 in [4..5] or true', true],
    ['true or 3 in [4..5] and false', true],
    ['3 in ([1..2] or true)', true],
    ['if 3 in [1..2] or false then 1 else 2', 2],
    ['false and false or true', true],
    ['true or false and false', true],
    ['[1, 2, 3][item in [1..2] and item > 1]', [2]],
  ],
  'functions and contexts': [
    ['{double: function(x: number) x * 2, y: double(4)}.y', 8],
    ['(function(x: number) x)("a")', null],
    ['substring(start position: 2, string: "一二三")', '二三'],
    ['context put({a: {b: 1}}, ["a", "b"], 2)', { a: { b: 2 } }],
    ['get entries({a: 1})', [{ key: 'a', value: 1 }]],
    ['{a: 1, a: 2}', null],
    ['unknown(1)', null],
    ['(function(f: function<number>->number, x: number) f(x))(function(y) y + 1, 2)', 3],
    ['{f: abs}.f(-1)', 1],
    ['(function(x) external {java: {class: "java.lang.Math", method signature: "abs(double)"}})(1)', null],
  ],
  patterns: [
    ['matches("2023310215", "\\d{10}")', true],
    ['matches("x", "[A-Z-[OI]]", "i")', true],
    ['replace("2026-11-25", "(\\d+)-(\\d+)-(\\d+)", "$3/$2/$1")', '25/11/2026'],
    ['replace("abc", "x*", "-")', null],
    ['split("a;b;;", ";")', ['a', 'b', '', '']],
    ['matches("a", "(a)\\2")', null],
    ['matches("你好", "\\p{IsCJKUnifiedIdeographs}+")', true],
  ],
  types: [
    ['[1, 2] instance of list<number>', true],
    ['{a: 1} instance of context<a: number, b: string>', false],
    ['[1..2] instance of range<number>', true],
    ['abs instance of function<number> -> number', true],
    ['null instance of Any', false],
    ['1 instance of nothing', null],
  ],
}

for (const [about, all] of Object.entries(cases)) {
  test(about, () => {
    for (const [text, expected] of all) assert.deepEqual(value(text), expected, text)
  })
}

test('unary tests', () => {
  const passes = (text: string, tested: unknown) => compileUnary(text).test(tested, facts)
  assert.equal(passes('-', null), true)
  assert.equal(passes('"a", "b"', 'b'), true)
  assert.equal(passes('not("a")', 'a'), false)
  assert.equal(passes('? > 3 and ? < 9', 5), true)
  assert.equal(passes('>= gpa', 4), true)
  assert.equal(passes('< date("2026-01-01")', 'text'), null)
  assert.equal(passes('<', 1), null)
})

test('a text that is not FEEL is null with its place', () => {
  const { problems, evaluate } = compileFeel('1 +\n  * 2')
  assert.equal(evaluate({}), null)
  assert.deepEqual(
    problems.map(({ code, line }) => ({ code, line })),
    [{ code: 'syntax', line: 2 }],
  )
})

test('a null says why', () => {
  const why = (text: string) =>
    compileFeel(text)
      .explain({})
      .problems.map(({ code }) => code)
  assert.deepEqual(why('missing > 1'), ['unknown-name', 'type'])
  assert.deepEqual(why('abs("a")'), ['arguments'])
  assert.deepEqual(why('now()'), ['no-clock', 'value'])
  assert.deepEqual(why('for i in 1..1e9 return i'), ['limit'])
  assert.deepEqual(why('{f: function(n) f(n + 1)}.f(1)').includes('limit'), true)
})

test('the clock is an argument', () => {
  const at = Temporal.ZonedDateTime.from('2026-11-25T09:30:00+08:00[Asia/Shanghai]')
  const evaluated = compileFeel('[today(), now()]').evaluate({}, { at })
  assert.deepEqual(toJson(evaluated), ['2026-11-25', '2026-11-25T09:30:00@Asia/Shanghai'])
})

test('Temporal values come in as FEEL values', () => {
  const given = {
    day: Temporal.PlainDate.from('2026-11-25'),
    span: Temporal.Duration.from('P2D'),
    instant: Temporal.Instant.from('2026-11-25T00:00:00Z'),
  }
  assert.equal(toJson(compileFeel('day + span').evaluate(given)), '2026-11-27')
  assert.equal(compileFeel('instant = @"2026-11-25T08:00:00+08:00"').evaluate(given), true)
})

test('what an expression reads and calls', () => {
  const of = (text: string) => {
    const { reads, calls } = compileFeel(text)
    return [reads.map(({ name, mayBeField }) => (mayBeField ? `${name}?` : name)), calls]
  }
  assert.deepEqual(of('学院 = "a" and applicant.year > b c'), [['学院', 'applicant', 'b c'], []])
  assert.deepEqual(of('for x in xs, y in x return x + y + z + count(partial)'), [['xs', 'z'], ['count']])
  assert.deepEqual(of('xs[item > limit and field = a][1]'), [['xs', 'limit?', 'field?', 'a?'], []])
  assert.deepEqual(of('xs[a = 1] = a'), [['xs', 'a'], []])
  assert.deepEqual(of('{p: 1, q: p + r}.q'), [['r'], []])
  assert.deepEqual(of('(function(n: tFoo) n + m)(1)'), [['m'], []])
  assert.deepEqual(of('today() > date and time(when)'), [['when'], ['today', 'date and time']])
  assert.deepEqual(of('1 +'), [[], []])
})
