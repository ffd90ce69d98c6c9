/** Whether HTML from the clipboard says more than its plain text. A table is better off as the text with tabs (UX-C10). */
export const isRich = (html: string): boolean =>
  /<(?:b|strong|i|em|s|del|strike|code|pre|ul|ol|blockquote|h[1-6]|a)[\s>]/i.test(html) && !/<table[\s>]/i.test(html);
