/** What of a page is outside its elements and can tell that something is unread: title, icon, installed app (UX-N1, N2). */

type Where = {title: boolean; favicon: boolean; app: boolean};

type Badged = Navigator & {setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void>};

export class PageBadge {
  #title = new PageTitle();
  #icon = new PageIcon();
  #app = 0;

  show(count: number, {title, favicon, app}: Where): void {
    this.#title.show(title ? count : 0);
    this.#icon.show(favicon && count > 0);
    this.#tellApp(app ? count : 0);
  }

  /** Everything is as the page had it. */
  clear(): void {
    this.show(0, {title: false, favicon: false, app: false});
  }

  /** Where an app may not be told, nothing is lost. */
  #tellApp(count: number): void {
    if (count === this.#app) return;
    this.#app = count;
    const {setAppBadge, clearAppBadge} = navigator as Badged;
    const telling = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
    telling?.catch(() => {});
  }
}

/** "(3) " before the title that the page gives itself, which it may change meanwhile. */
class PageTitle {
  #own = '';
  #written: string | undefined;
  #count = 0;
  #changes = new MutationObserver(() => this.#write());

  show(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    const title = document.querySelector('title');
    if (count > 0) {
      this.#write();
      if (title) this.#changes.observe(document.head, {childList: true, characterData: true, subtree: true});
      return;
    }
    this.#changes.disconnect();
    // what the page has written since then is its own
    if (title && title.textContent === this.#written) title.textContent = this.#own;
    this.#written = undefined;
  }

  #write(): void {
    const title = document.querySelector('title');
    const now = title?.textContent ?? '';
    const own = now === this.#written ? this.#own : now;
    const wanted = `(${this.#count}) ${own}`;
    this.#own = own;
    this.#written = wanted;
    if (title && now !== wanted) title.textContent = wanted;
  }
}

const iconSize = 32;

/** A dot on the page's icon. Where a policy or the icon's server forbids to draw it, the icon stays. */
class PageIcon {
  #link: HTMLLinkElement | undefined;
  #own = '';
  #isShown = false;

  show(isShown: boolean): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    if (isShown && link) {
      const own = link.href;
      drawn(own).then(
        (url) => {
          if (!this.#isShown || link.href !== own) return;
          this.#link = link;
          this.#own = link.getAttribute('href') ?? '';
          link.href = url;
        },
        () => {},
      );
    } else if (this.#link) {
      this.#link.setAttribute('href', this.#own);
      this.#link = undefined;
    }
  }
}

async function drawn(href: string): Promise<string> {
  const icon = new Image(iconSize, iconSize);
  icon.crossOrigin = 'anonymous';
  icon.src = href;
  await icon.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = iconSize;
  const pen = canvas.getContext('2d');
  if (!pen) return href;
  pen.drawImage(icon, 0, 0, iconSize, iconSize);
  pen.beginPath();
  pen.arc(iconSize - 8, 8, 8, 0, 2 * Math.PI);
  pen.fillStyle = '#d3302a';
  pen.fill();
  return canvas.toDataURL();
}
