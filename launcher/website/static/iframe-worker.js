// Browsers start no worker for a page that was opened from a disk: there, the theme's search runs in a hidden frame.
if (location.protocol === "file:") {
  const load = (page, source) =>
    new Promise((resolve, reject) => {
      const script = page.createElement("script");
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${source}`));
      script.src = source;
      page.body.append(script);
    });

  // The theme's script asks for this name to find out where it runs.
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(source) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.document.open();
      inside.document.write("<!doctype html><title>search</title><body>");
      inside.document.close();
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = async (...sources) => {
        for (const each of sources) await load(inside.document, each);
      };
      this.ready = load(inside.document, source).then(() => inside);
    }

    postMessage(data) {
      this.ready.then((inside) => inside.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
