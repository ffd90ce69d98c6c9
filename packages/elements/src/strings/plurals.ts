/** The forms of one phrase by CLDR plural category; `#` stands for the number. */
export type Forms = {other: string} & {[Category in Exclude<Intl.LDMLPluralRule, 'other'>]?: string};

/** What a language's strings are made with: counted phrases and lists of names. */
export function plurals(locale: string) {
  const rules = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const names = new Intl.ListFormat(locale);
  return {
    count: (n: number, forms: Forms): string => (forms[rules.select(n)] ?? forms.other).replace('#', number.format(n)),
    list: (items: readonly string[]): string => names.format(items),
  };
}
