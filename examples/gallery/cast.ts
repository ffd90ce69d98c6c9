/** Who is in the gallery and what they say, by the page's language; where we have no words in it, in English. */

type Role = {name: string; presence?: 'online' | 'away' | 'dnd' | 'offline'; pictured?: true};

const english: Record<string, Role> = {
  me: {name: 'Noa Berg', presence: 'online'},
  mara: {name: 'Mara Lind', presence: 'online', pictured: true},
  ike: {name: 'Ike Obi', presence: 'away'},
  ana: {name: 'Ana Souza', presence: 'dnd'},
  yusuf: {name: 'Yusuf', presence: 'online'},
  depot: {name: 'Depot 4'},
};
const arabic: Record<string, Role> = {
  me: {name: 'نور البرغوثي', presence: 'online'},
  mara: {name: 'ليلى حداد', presence: 'online', pictured: true},
  ike: {name: 'سامي عودة', presence: 'away'},
  ana: {name: 'هند الراوي', presence: 'dnd'},
  yusuf: {name: 'Yusuf', presence: 'online'},
  depot: {name: 'المستودع ٤'},
};

const englishLines = {
  group: 'Field team',
  slot: 'The crane slot moved. Is the north gate still closed?',
  parked: 'Here is where it is parked now',
  open: 'Open from the **south** side since nine. Run `gate open --north` if it sticks.',
  great: 'Great',
  ten: 'See you at ten then',
  way: 'On my way',
  keys: 'Bring the keys',
  long: 'The inspector was here at seven and walked the whole site before anybody had unlocked the office. She wants the fence on the river side a metre higher, two more lamps at the ramp, and a sign in three languages at the gate. The rest is fine. She comes back on Thursday, and if the lamps are up by then she signs the same day. I have asked the electrician; he can do Wednesday, but only before noon, because the lift is booked from twelve on. Could somebody be there at eight to let him in? The keys are in the box, the code is the one from last month. Please do not leave the ramp open behind you: yesterday there was a fox in the container, and the week before that it was children. I will write it on the board as well, so that nobody can say afterwards that nobody told them. And bring coffee, please, the machine is still broken.',
};
const arabicLines: typeof englishLines = {
  group: 'فريق الموقع',
  slot: 'تغيّر موعد الرافعة. هل البوابة الشمالية ما زالت مغلقة؟',
  parked: 'هنا مكانها الآن',
  open: 'مفتوحة من الجهة **الجنوبية** منذ التاسعة. نفّذ `gate open --north` إن علقت.',
  great: 'ممتاز',
  ten: 'نلتقي إذن في العاشرة',
  way: 'أنا في الطريق',
  keys: 'أحضر المفاتيح',
  long: 'كانت المفتشة هنا في السابعة وتجوّلت في الموقع كله قبل أن يفتح أحد المكتب. تريد أن يرتفع السياج من جهة النهر مترًا، ومصباحين إضافيين عند المنحدر، ولافتة بثلاث لغات عند البوابة. الباقي جيد. ستعود يوم الخميس، وإذا رُكّبت المصابيح حتى ذلك الحين فستوقّع في اليوم نفسه. سألت الكهربائي؛ يستطيع يوم الأربعاء، لكن قبل الظهر فقط، لأن المصعد محجوز من الثانية عشرة. هل يمكن لأحد أن يكون هناك في الثامنة ليفتح له؟ المفاتيح في الصندوق، والرمز هو رمز الشهر الماضي. من فضلكم لا تتركوا المنحدر مفتوحًا خلفكم: بالأمس كان هناك ثعلب في الحاوية، وقبل أسبوع كان هناك أطفال. سأكتب ذلك على اللوح أيضًا، حتى لا يقول أحد فيما بعد إن أحدًا لم يخبره. وأحضروا القهوة من فضلكم، فالآلة ما زالت معطلة، والمطعم في آخر الشارع لا يفتح قبل التاسعة، كما تعلمون جميعًا منذ الأسبوع الماضي.',
};

export const cast = (lang: string): Record<string, Role> => (lang.startsWith('ar') ? arabic : english);
export const lines = (lang: string): typeof englishLines => (lang.startsWith('ar') ? arabicLines : englishLines);

/** A picture without a network: two colours that follow from the id. */
export function photo(id: string): string {
  const hue = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="hsl(${hue} 45% 62%)"/><circle cx="24" cy="19" r="9" fill="hsl(${hue} 40% 88%)"/><path d="M6 48c0-11 8-18 18-18s18 7 18 18" fill="hsl(${hue} 40% 88%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
