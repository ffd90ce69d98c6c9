/** What goes wrong, drawn from the seed, and how all of it ends. */
import type {Fault} from './plan.js';
import {type Device, type Tab, tokensSoFar} from './tab.js';
import {fairWeather} from './wire.js';
import type {World} from './world.js';

export class Weather {
  readonly #world: World;
  isOver = false;

  constructor(world: World) {
    this.#world = world;
  }

  begin(): void {
    const {plan, devices} = this.#world;
    for (const device of devices) {
      Object.assign(device.line, plan.line);
      Object.assign(device.storage, plan.storage);
    }
    if (Object.keys(plan.faults).length) this.#later();
  }

  #later(): void {
    const {scheduler, plan, dice} = this.#world;
    scheduler.after(-Math.log(1 - dice.next()) * plan.faultMs, () => {
      if (this.isOver) return;
      this.#strike(dice.weighted<Fault>(plan.faults));
      this.#later();
    });
  }

  #strike(fault: Fault): void {
    const {dice, devices, server, scheduler, plan} = this.#world;
    const device = dice.pick(devices);
    const active = device.tabs.filter((tab) => tab.isActive);
    const tab = active.length ? dice.pick(active) : undefined;
    const note = (detail = ''): void => this.#world.note('fault', `${fault} ${detail}`);
    /** Takes it back after a while. */
    const until = (mean: number, undo: () => void): void => {
      scheduler.after(-Math.log(1 - dice.next()) * mean, () => {
        if (!this.isOver) undo();
      });
    };
    switch (fault) {
      case 'cut':
        if (tab) note(tab.name);
        return tab?.wire.cut();
      case 'deaden':
        if (tab) note(tab.name);
        return tab?.wire.deaden();
      case 'offline':
        note(device.name);
        device.line.isDown = true;
        if (dice.chance(0.5)) this.#plug(device, false);
        if (dice.chance(0.5)) for (const one of device.tabs) one.wire.cut();
        return until(10_000, () => {
          device.line.isDown = false;
          this.#plug(device, true);
        });
      case 'kill':
        tab?.kill('');
        return until(3_000, () => this.#reopen(device));
      case 'power':
        note(device.name);
        void this.power(device);
        return until(5_000, () => this.#reopen(device));
      case 'freeze':
        if (!tab) return;
        note(tab.name);
        tab.process.freeze();
        return until(dice.chance(0.3) ? 60_000 : 8_000, () => tab.process.thaw());
      case 'suspend':
        if (!tab) return;
        note(tab.name);
        tab.page.tell('suspend');
        return until(5_000, () => this.#tell(tab, 'resume'));
      case 'hide':
        if (!tab) return;
        note(tab.name);
        tab.page.tell('hidden');
        return until(8_000, () => this.#tell(tab, 'visible'));
      case 'close':
        if (!tab) return;
        note(tab.name);
        this.close(tab);
        return until(3_000, () => this.#reopen(device));
      case 'tab':
        if (device.tabs.length > 3) return;
        this.#world.open(device);
        return;
      case 'clock': {
        const jumps = [86_400_000, -86_400_000, 10 * 365 * 86_400_000, -10 * 365 * 86_400_000, 3_600_000];
        device.wrongMs = dice.chance(0.3) ? 0 : dice.pick(jumps);
        note(`${device.name} by ${device.wrongMs}`);
        for (const one of device.tabs) one.process.wrongMs = device.wrongMs;
        return;
      }
      case 'logout':
        if (!tab) return;
        note(tab.name);
        this.logout(tab);
        return until(4_000, () => this.#reopen(device));
      case 'refuse':
        server.refusedBelow = tokensSoFar() + 1;
        note('all tokens so far');
        return;
      case 'sleep':
        note(device.name);
        for (const one of device.tabs) one.process.freeze();
        return until(120_000, () => {
          for (const one of device.tabs) one.process.thaw();
        });
      case 'crash':
      case 'serverPower':
        if (!server.isUp) return;
        note();
        server.crash(fault === 'crash' ? 'process' : 'power');
        return until(2_000, () => server.start());
      case 'drain':
        if (!server.isUp) return;
        note();
        server.drain(3_000);
        return void scheduler.after(3_500, () => {
          if (!server.isDraining) return;
          server.crash('process');
          server.start();
        });
      case 'serverClock':
        note();
        return server.setClock(dice.chance(0.4) ? 0 : dice.pick([3_600_000, -3_600_000, 600_000]));
      case 'serverFull':
        note();
        plan.store.isFull = true;
        return until(5_000, () => {
          plan.store.isFull = false;
        });
      case 'storageFull':
        note(device.name);
        device.storage.isFull = true;
        return until(4_000, () => {
          device.storage.isFull = false;
        });
      case 'wipe':
        note(device.name);
        return void device.disk.wipe();
      case 'restore':
        return this.restore();
      case 'lag': {
        const sockets = server.sockets();
        if (!sockets.length) return;
        const socket = dice.pick(sockets);
        note(socket.id);
        socket.conn.transport.socket.bufferedAmount = 2 * 1024 * 1024;
        return void scheduler.after(dice.next() * 2_000, () => {
          socket.conn.transport.socket.bufferedAmount = 0;
        });
      }
    }
  }

  /** The database is put back to an earlier state, and has another name (F50). */
  restore(): void {
    const {server, serverDisk, dice, scheduler} = this.#world;
    const all = serverDisk.log.length;
    const kept = Math.floor(all * (1 - 0.5 * dice.next() ** 2));
    this.#world.note('fault', `restore to ${kept} of ${all}`);
    this.#world.wasRestored = true;
    server.crash('process');
    const isNamed = !this.#world.twist.server?.keepsEpoch;
    serverDisk.restore(kept, `${serverDisk.epoch}${isNamed ? '+' : ''}`);
    scheduler.after(dice.next() * 3_000, () => server.start());
  }

  async power(device: Device): Promise<void> {
    for (const one of [...device.tabs]) one.kill('by a power cut');
    await device.disk.cutPower();
  }

  close(tab: Tab): void {
    const {scheduler} = this.#world;
    tab.isLoggedOut = true;
    tab.chat.close().catch(() => undefined);
    scheduler.after(200, () => tab.kill('after it was closed'));
  }

  logout(tab: Tab): void {
    const {device} = tab;
    const gone = [...device.tabs];
    tab.chat.logout().catch(() => undefined);
    for (const one of gone) one.isLoggedOut = true;
    this.#world.scheduler.after(1_000, () => {
      for (const one of gone) one.kill('after the logout');
    });
  }

  #reopen(device: Device): void {
    if (device.tabs.length < 2) this.#world.open(device);
  }

  #plug(device: Device, isOnline: boolean): void {
    device.isOnline = isOnline;
    for (const tab of device.tabs) this.#tell(tab, isOnline ? 'online' : 'offline');
  }

  /** The page hears of it, at once or when it is thawed. */
  #tell(tab: Tab, event: 'online' | 'offline' | 'visible' | 'resume'): void {
    tab.process.after(0, () => tab.page.tell(event));
  }

  /** Everything works again, and every device has a tab. */
  async end(): Promise<void> {
    const {devices, server, plan, scheduler} = this.#world;
    this.isOver = true;
    this.#world.note('fault', 'all is well again');
    Object.assign(plan.store, {refuses: 0, isFull: false});
    Object.assign(plan.tokens, {fails: 0, hangs: 0});
    await scheduler.pass(1_100);
    if (server.isDraining) server.crash('process');
    server.start();
    await scheduler.until(() => server.isUp, 10_000);
    server.setClock(0);
    for (const socket of server.sockets()) socket.conn.transport.socket.bufferedAmount = 0;
    for (const device of devices) {
      Object.assign(device.line, {...fairWeather(), delayMs: plan.line.delayMs});
      Object.assign(device.storage, {readMs: 2, isFull: false, aborts: 0, kills: 0});
      device.wrongMs = 0;
      for (const tab of device.tabs) {
        tab.process.wrongMs = 0;
        tab.process.thaw();
      }
      // a page that nothing happened to is told nothing: what is wrong in it has to mend itself
      if (!device.isOnline) this.#plug(device, true);
      for (const tab of device.tabs) {
        // tabs that know nothing of each other see what another has left when somebody looks at them (F20)
        if (!tab.page.isShown || device.isUnshared) this.#tell(tab, 'visible');
        if (tab.page.isSuspended) this.#tell(tab, 'resume');
      }
      if (!device.tabs.length) this.#world.open(device);
    }
  }
}
