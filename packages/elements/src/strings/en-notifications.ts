/** English of what the host told that is no message. It loads with the element that lists it. */
import {english} from './en.js';

export const notificationWords = {
  notifications: 'Notifications',
  markAllRead: 'Mark all as read',
  markNotificationRead: (title: string) => `Mark as read: ${title}`,
  removeNotification: (title: string) => `Remove: ${title}`,
  newNotification: (title: string) => `New notification: ${title}`,
  notificationReminder: 'Reminder',
  olderNotifications: 'Show older ones',
  noNotifications: 'Nothing new',
  noNotificationsText: 'What you are told appears here.',
  notificationsFailed: 'Notifications could not be loaded',
  notificationsOffline: 'They come when you are connected again.',
};

Object.assign(english, notificationWords);
