/* Look around in a picture of twice its height. The large file is loaded on tap; without WebGL the link opens it flat. */
const VERTEX = "attribute vec2 p;varying vec2 v;void main(){v=p;gl_Position=vec4(p,0.,1.);}";
const FRAGMENT = `precision highp float;varying vec2 v;uniform vec2 turn,size;uniform sampler2D seen;
void main(){
  vec3 d=normalize(vec3(v*size,1.));
  float c=cos(turn.y),s=sin(turn.y);
  d=vec3(d.x,d.y*c+d.z*s,d.z*c-d.y*s);
  float across=fract((atan(d.x,d.z)+turn.x)/6.2831853+.5);
  gl_FragColor=texture2D(seen,vec2(across,.5-asin(clamp(d.y,-1.,1.))/3.1415927));
}`;
const HALF_VIEW = 0.75;
const KEYS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

export function enhance(figure) {
  const link = figure.querySelector("a");
  const word = figure.querySelector("[data-panorama-word]");
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl");
  // Cheap phones may lack the precision: known before the large file is asked for.
  if (!gl?.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision) return;
  let isLoading = false;
  word.textContent = word.dataset.panoramaWord;

  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (isLoading) return;
    isLoading = true;
    const before = word.textContent;
    word.textContent = "Đang tải ảnh…";
    try {
      const image = new Image();
      image.src = link.href;
      await image.decode();
      open(canvas, gl, image, link.querySelector("img").alt);
      link.replaceWith(canvas);
      canvas.focus();
    } catch {
      word.textContent = before;
      location.href = link.href;
    }
  });
}

function open(canvas, gl, image, words) {
  canvas.className = "scene__round";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${words}. Kéo hoặc bấm phím mũi tên để nhìn quanh.`);
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error("no shader");
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, "p");
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, image);
  for (const [what, how] of [
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
  ]) gl.texParameteri(gl.TEXTURE_2D, what, how);

  let [across, up] = [0, 0];
  const draw = () => {
    const ratio = Math.min(devicePixelRatio, 2);
    canvas.width = canvas.clientWidth * ratio || 640;
    canvas.height = canvas.clientHeight * ratio || 400;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.uniform2f(gl.getUniformLocation(program, "turn"), across, up);
    gl.uniform2f(gl.getUniformLocation(program, "size"), HALF_VIEW * canvas.width / canvas.height, HALF_VIEW);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    canvas.dataset.turn = across.toFixed(2);
  };
  const turn = (x, y) => {
    across += x;
    up = Math.max(-1.5, Math.min(1.5, up + y));
    requestAnimationFrame(draw);
  };
  let last = null;
  canvas.addEventListener("pointerdown", (event) => {
    last = event;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons || !last) return;
    const scale = (2 * HALF_VIEW) / canvas.clientHeight;
    turn((last.clientX - event.clientX) * scale, (event.clientY - last.clientY) * scale);
    last = event;
  });
  canvas.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    turn(...KEYS[event.key]);
  });
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(canvas);
}
