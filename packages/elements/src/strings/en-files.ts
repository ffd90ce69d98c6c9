/** English of files: shown in messages, and attached to them. It loads with the first file. */
import {count, english} from './en.js';

export const fileWords = {
  /* in a message */
  photoFrom: (name: string) => `Photo from ${name}`,
  download: 'Download',
  downloadFile: (name: string, size: string) => `Download ${name}, ${size}`,
  playFile: (name: string, about: string) => `Play ${name}, ${about}`,
  fileNotLoaded: 'Could not be loaded',
  uploaded: (share: string) => `${share} uploaded`,
  cancelSending: 'Cancel sending',
  previousPhoto: 'Previous photo',
  nextPhoto: 'Next photo',

  /* in the composer */
  attachments: 'Attachments',
  attached: (name: string) => `${name} is attached`,
  removeFile: (name: string) => `Remove ${name}`,
  describeFile: (name: string) => `Describe ${name} for those who cannot see it`,
  description: 'Description',
  dropFiles: 'Drop files here to attach them',
  tooManyFiles: (n: number) =>
    count(n, {one: 'A message can have # file at most', other: 'A message can have # files at most'}),
  fileTooLarge: (name: string, size: string) => `${name} is larger than ${size}`,
  emptyFile: (name: string) => `${name} is empty`,
  fileNotAccepted: (name: string) => `${name} is not of a kind that can be attached here`,
};

Object.assign(english, fileWords);
