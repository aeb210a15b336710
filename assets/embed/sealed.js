// In a frame without rights WebKit holds 'self' against the frame's own opaque origin, and nothing could be loaded. There
// the same policy is written with the site's origin in that place, and the one that follows is passed over as a comment.
if (self.origin === "null" && location.protocol.startsWith("http")) {
  const policy = document.currentScript.dataset.policy.replaceAll("'self'", location.origin);
  document.write(`<meta http-equiv="Content-Security-Policy" content="${policy}"><!--`);
}
