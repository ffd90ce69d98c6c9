/** What pictures are drawn as: WebP, which every browser of the last years shows. */
export const pictureType = 'image/webp';
