package org.ot4j.network;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ot4j.tensor.Script;

/** The parts of a {@link UNet}, each of which the engine computes in one call. */
final class UNetScripts {
    /** Time t [n, 1] and frequencies k [1, waves], through two linear maps. */
    static final Script TIME =
            new Script(
                    """
                    t: Tensor,
                        k: Tensor,
                        w: Tensor,
                        b: Tensor,
                        v: Tensor,
                        c: Tensor) -> Tensor:
                        a = torch.mul(t, k)
                        x = torch.cat([t, torch.cos(a), torch.sin(a)], 1)
                        h = torch.silu(torch.linear(x, w, b))
                        return torch.silu(torch.linear(h, v, c))
                    """);

    /** The same with a row for the class that y [n, classes] tells. */
    static final Script TIME_AND_CLASS =
            new Script(
                    """
                    t: Tensor,
                        k: Tensor,
                        y: Tensor,
                        w: Tensor,
                        b: Tensor,
                        v: Tensor,
                        c: Tensor,
                        u: Tensor) -> Tensor:
                        a = torch.mul(t, k)
                        x = torch.cat([t, torch.cos(a), torch.sin(a)], 1)
                        h = torch.silu(torch.linear(x, w, b))
                        e = torch.add(torch.linear(h, v, c), torch.linear(y, u))
                        return torch.silu(e)
                    """);

    static final Script KEEP = convolution(1);
    static final Script HALVE = convolution(2);

    /** Enlarges x to the size of s by the nearest neighbour, and puts s behind its convolution. */
    static final Script JOIN =
            new Script(
                    """
                    x: Tensor,
                        s: Tensor,
                        w: Tensor,
                        b: Tensor) -> Tensor:
                        l = torch.upsample_nearest2d(x, [torch.size(s, 2), torch.size(s, 3)])
                        h = torch.conv2d(l, w, b, [1, 1], [1, 1])
                        return torch.cat([h, s], 1)
                    """);

    private static final Map<Groups, Script> RESIDUALS = new ConcurrentHashMap<>();
    private static final Map<Integer, Script> HEADS = new ConcurrentHashMap<>();

    /** What distinguishes residual blocks. */
    private record Groups(int in, int out, boolean shortcut) {}

    private UNetScripts() {}

    private static Script convolution(int stride) {
        return new Script(
                """
                x: Tensor,
                    w: Tensor,
                    b: Tensor) -> Tensor:
                    return torch.conv2d(x, w, b, [%1$d, %1$d], [1, 1])
                """
                        .formatted(stride));
    }

    /**
     * A residual block of x with the embedding e.
     *
     * @param in groups of channels that are normalised together, of the input
     * @param out the same of what the first convolution makes
     * @param shortcut whether x goes through a 1×1 convolution to the end
     */
    static Script residual(int in, int out, boolean shortcut) {
        return RESIDUALS.computeIfAbsent(
                new Groups(in, out, shortcut),
                groups ->
                        new Script(
                                """
                                x: Tensor,
                                    e: Tensor,
                                    g: Tensor,
                                    h: Tensor,
                                    w: Tensor,
                                    b: Tensor,
                                    v: Tensor,
                                    c: Tensor,
                                    k: Tensor,
                                    l: Tensor,
                                    u: Tensor,
                                    d: Tensor%s) -> Tensor:
                                    p = torch.silu(torch.group_norm(x, %d, g, h))
                                    q = torch.conv2d(p, w, b, [1, 1], [1, 1])
                                    m = torch.unsqueeze(torch.unsqueeze(torch.linear(e, v, c), 2), 3)
                                    r = torch.group_norm(torch.add(q, m), %d, k, l)
                                    y = torch.conv2d(torch.silu(r), u, d, [1, 1], [1, 1])
                                    return torch.add(%s, y)
                                """
                                        .formatted(
                                                shortcut ? ",\n    s: Tensor,\n    f: Tensor" : "",
                                                in,
                                                out,
                                                shortcut ? "torch.conv2d(x, s, f)" : "x")));
    }

    /** Normalisation in so many groups, x·sigmoid(x) and a convolution. */
    static Script head(int groups) {
        return HEADS.computeIfAbsent(
                groups,
                number ->
                        new Script(
                                """
                                x: Tensor,
                                    g: Tensor,
                                    h: Tensor,
                                    w: Tensor,
                                    b: Tensor) -> Tensor:
                                    p = torch.silu(torch.group_norm(x, %d, g, h))
                                    return torch.conv2d(p, w, b, [1, 1], [1, 1])
                                """
                                        .formatted(number)));
    }
}
