package org.ot4j.transport.exact;

import java.util.Arrays;
import org.ot4j.base.Progress;

/**
 * The network simplex on a list of arcs. Nodes are n sources, m targets and a root that is joined
 * to every node by an artificial arc; the basis is a spanning tree, kept strongly feasible so that
 * degenerate pivots cannot cycle. Masses are whole numbers, so flows are exact.
 *
 * <p>A source is always the tail of its arc to its parent and a target always the head, so the
 * direction of a tree arc follows from the node, and flows are kept per node.
 */
final class SpanningTree {
    private static final int NONE = -1;

    /** A reduced cost within so many tolerances of 0 is doubtful. */
    private static final double DOUBT = 16;

    /** Below this ratio of the sides, more looking takes as much time as it saves. */
    private static final int WIDE = 8;

    final int n;
    final int m;
    private final int root;
    private double artificial;

    // The arcs that may enter the basis: from source tail[e] to node head[e] at cost[e].
    int arcs;
    int[] tail = new int[0];
    int[] head = new int[0];
    double[] cost = new double[0];
    private int cursor;

    private final int[] parent;
    private final int[] pred;
    private final int[] depth;
    // All nodes in preorder, as a ring through the root: a subtree is a run of nodes, up to the
    // first that is not deeper than its top.
    private final int[] thread;
    private final int[] back;
    private Flows flow;

    // The node whose arc to its parent leaves the basis in this pivot.
    private int leaving;

    // How great the numbers were from which a potential was computed: its rounding is a few units
    // in the last place of this.
    private final double[] size;

    // Room for one pivot.
    private final int[] path;
    private final int[] ends;

    /** Potentials with reduced cost cost[e] + pi[tail] - pi[head]. */
    final double[] pi;

    long pivots;

    /** Pivots on reduced costs so near 0 that rounding may have made them. */
    long doubtful;

    /**
     * @param greatest the greatest cost of an arc, at least 0. A path through the root costs more,
     *     so that at the optimum no flow is left on one
     */
    SpanningTree(int n, int m, double greatest) {
        this.n = n;
        this.m = m;
        this.root = n + m;
        setGreatest(greatest);
        int nodes = n + m + 1;
        parent = new int[nodes];
        pred = new int[nodes];
        depth = new int[nodes];
        thread = new int[nodes];
        back = new int[nodes];
        size = new double[nodes];
        path = new int[nodes];
        ends = new int[3 * nodes];
        pi = new double[nodes];
    }

    void addArc(int i, int j, double c) {
        if (arcs == tail.length) {
            int more = Math.max(1024, arcs + arcs / 2);
            tail = Arrays.copyOf(tail, more);
            head = Arrays.copyOf(head, more);
            cost = Arrays.copyOf(cost, more);
        }
        tail[arcs] = i;
        head[arcs] = n + j;
        cost[arcs++] = c;
    }

    private void setGreatest(double greatest) {
        artificial = greatest > 0 ? 2 * greatest : 1;
    }

    @FunctionalInterface
    interface ArcCost {
        double of(int i, int j);
    }

    /**
     * Gives all arcs other costs and cuts the tree where no mass flows. What hung there is hung
     * from the root, so that potentials are no greater than flows make them.
     */
    void restart(double greatest, ArcCost costs) {
        cutIdleArcs();
        setGreatest(greatest);
        for (int e = 0; e < arcs; e++) {
            cost[e] = costs.of(tail[e], head[e] - n);
        }
    }

    private void cutIdleArcs() {
        // A part, named by its topmost node, keeps the order that its nodes have in the ring.
        var part = new int[root];
        var end = new int[root];
        var after = new int[root];
        for (int v = thread[root]; v != root; v = thread[v]) {
            // In a strongly feasible tree arcs without flow lead up, from a source.
            if (v < n && flow.isZero(v)) {
                hang(v, root, NONE);
            }
            part[v] = parent[v] == root ? v : part[parent[v]];
            after[v] = NONE;
            if (part[v] != v) {
                after[end[part[v]]] = v;
            }
            end[part[v]] = v;
        }
        int last = root;
        for (int top = 0; top < root; top++) {
            for (int v = part[top] == top ? top : NONE; v != NONE; v = after[v]) {
                link(last, v);
                last = v;
            }
        }
        link(last, root);
    }

    /**
     * Makes the first tree: goes through arcs in the given order and sends along each all that its
     * source still has and its target still wants; what is left goes through the root.
     *
     * @param left the supply of each source, then the demand of each target; used up
     */
    void start(Flows left, int[] order) {
        flow = left.empty(root + 1);
        // Arcs in use, as lists of neighbours.
        var first = new int[root];
        Arrays.fill(first, NONE);
        var after = new int[2 * root];
        var used = new int[root];
        Flows sent = left.empty(root);
        int count = 0;
        for (int e : order) {
            int i = tail[e];
            int j = head[e];
            if (!left.isZero(i) && !left.isZero(j)) {
                int lesser = left.isLess(j, i) ? j : i;
                int greater = lesser == i ? j : i;
                used[count] = e;
                sent.set(count, left, lesser);
                left.subtract(greater, lesser);
                left.clear(lesser);
                after[2 * count] = first[i];
                first[i] = 2 * count;
                after[2 * count + 1] = first[j];
                first[j] = 2 * count + 1;
                count++;
            }
        }
        Arrays.fill(parent, NONE);
        var stack = new int[root];
        int end = root;
        // Nodes with mass left hang from the root; then, by a source, the parts where all is spent.
        for (int pass = 0; pass < 2; pass++) {
            for (int top = 0; top < (pass == 0 ? root : n); top++) {
                if (parent[top] != NONE || (pass == 0 && left.isZero(top))) {
                    continue;
                }
                hang(top, root, NONE);
                flow.set(top, left, top);
                int height = 0;
                stack[height++] = top;
                while (height > 0) {
                    int v = stack[--height];
                    link(end, v);
                    end = v;
                    for (int link = first[v]; link != NONE; link = after[link]) {
                        int e = used[link >> 1];
                        int w = tail[e] == v ? head[e] : tail[e];
                        if (parent[w] == NONE) {
                            hang(w, v, e);
                            flow.set(w, sent, link >> 1);
                            stack[height++] = w;
                        }
                    }
                }
            }
        }
        link(end, root);
        refresh();
    }

    /** Computes depths and potentials from the tree, which clears the rounding of many pivots. */
    void refresh() {
        pi[root] = 0;
        depth[root] = 0;
        for (int v = thread[root]; v != root; v = thread[v]) {
            int p = parent[v];
            depth[v] = depth[p] + 1;
            size[v] = size[p];
            if (pred[v] == NONE) {
                // All on the targets' side: at the optimum only sources hang from the root, and no
                // potential has this great number in it.
                pi[v] = v < n ? 0 : artificial;
            } else {
                pi[v] = v < n ? pi[p] - cost[pred[v]] : pi[p] + cost[pred[v]];
            }
            size[v] = Math.max(size[v], Math.abs(pi[v]));
        }
    }

    /**
     * The rounding of the potentials of v, but for a factor, when the costs of its arcs are shifted
     * by {@code shift}; as of the last refresh.
     */
    double rounding(int v, double shift) {
        return size[v] + Math.abs(shift);
    }

    private void hang(int v, int p, int arc) {
        parent[v] = p;
        pred[v] = arc;
    }

    private void link(int v, int w) {
        thread[v] = w;
        back[w] = v;
    }

    /**
     * Pivots until no arc has a reduced cost below minus the tolerances of its ends, {@code most}
     * pivots were made or the thread was interrupted.
     *
     * @param tolerance for each node, [n + m]
     */
    void improve(double[] tolerance, long most, Progress progress) {
        int block = Math.max(32, rounds() * (int) Math.sqrt(arcs));
        for (long pivot = 0; pivot < most; pivot++) {
            if (pivot % 256 == 255) {
                if (Progress.stopRequested()) {
                    return;
                }
                progress.update(pivots);
            }
            int e = entering(block, tolerance);
            if (e == NONE) {
                return;
            }
            double reduced = cost[e] + pi[tail[e]] - pi[head[e]];
            if (reduced > -DOUBT * (tolerance[tail[e]] + tolerance[head[e]])) {
                doubtful++;
            }
            pivot(e, reduced);
        }
    }

    /**
     * How many times the usual number of arcs to look at for each pivot. Where one side has far
     * more nodes, subtrees are large and pivots are what takes the time: a choice among more arcs
     * saves most of them.
     */
    private int rounds() {
        int ratio = Math.max(n, m) / Math.min(n, m);
        return ratio < WIDE ? 1 : ratio / 2;
    }

    private int entering(int block, double[] tolerance) {
        double[] pi = this.pi;
        int[] tail = this.tail;
        int[] head = this.head;
        double[] cost = this.cost;
        int best = NONE;
        double least = 0;
        int e = cursor;
        for (int scanned = 0; scanned < arcs; ) {
            int end = Math.min(Math.min(e + block, arcs), e + arcs - scanned);
            scanned += end - e;
            for (; e < end; e++) {
                double r = cost[e] + pi[tail[e]] - pi[head[e]];
                if (r < least && r < -tolerance[tail[e]] - tolerance[head[e]] && !isBasic(e)) {
                    least = r;
                    best = e;
                }
            }
            if (e == arcs) {
                e = 0;
            }
            if (best != NONE) {
                break;
            }
        }
        cursor = e;
        return best;
    }

    /** Whether an arc is in the tree: its reduced cost is 0 but for rounding. */
    private boolean isBasic(int e) {
        return pred[tail[e]] == e || pred[head[e]] == e;
    }

    private void pivot(int e, double reduced) {
        int i = tail[e];
        int j = head[e];
        boolean sourceSide =
                flow instanceof Flows.Longs longs ? send(longs.units, i, j) : send(i, j);
        int out = leaving;
        rehang(sourceSide ? i : j, out, sourceSide ? j : i, e, sourceSide ? -reduced : reduced);
        pivots++;
    }

    /**
     * Up both sides of the cycle to where they meet, in search of the arc that empties first; then
     * sends its flow round the cycle, which the root's place, without a flow of its own, keeps.
     * Whether that arc is on the source's side.
     */
    private boolean send(int i, int j) {
        int out1 = NONE;
        int out2 = NONE;
        int u = i;
        int v = j;
        while (u != v) {
            if (depth[u] > depth[v]) {
                if (u < n && (out1 == NONE || flow.isLess(u, out1))) {
                    out1 = u;
                }
                u = parent[u];
            } else {
                if (v >= n && (out2 == NONE || !flow.isLess(out2, v))) {
                    out2 = v;
                }
                v = parent[v];
            }
        }
        int join = u;
        // Taking the last of several on the target's side keeps the tree strongly feasible.
        boolean sourceSide = out1 != NONE && (out2 == NONE || flow.isLess(out1, out2));
        leaving = sourceSide ? out1 : out2;
        flow.copy(leaving, root);
        if (!flow.isZero(root)) {
            for (u = i; u != join; u = parent[u]) {
                shift(u, u >= n);
            }
            for (v = j; v != join; v = parent[v]) {
                shift(v, v < n);
            }
        }
        return sourceSide;
    }

    /** {@link #send(int, int)} for longs, which nearly all problems have: the inmost loop. */
    private boolean send(long[] flow, int i, int j) {
        int[] parent = this.parent;
        int[] depth = this.depth;
        long least1 = Long.MAX_VALUE;
        long least2 = Long.MAX_VALUE;
        int out1 = NONE;
        int out2 = NONE;
        int u = i;
        int v = j;
        while (u != v) {
            if (depth[u] > depth[v]) {
                if (u < n && flow[u] < least1) {
                    least1 = flow[u];
                    out1 = u;
                }
                u = parent[u];
            } else {
                if (v >= n && flow[v] <= least2) {
                    least2 = flow[v];
                    out2 = v;
                }
                v = parent[v];
            }
        }
        int join = u;
        long amount = Math.min(least1, least2);
        flow[root] = amount;
        if (amount > 0) {
            for (u = i; u != join; u = parent[u]) {
                flow[u] += u < n ? -amount : amount;
            }
            for (v = j; v != join; v = parent[v]) {
                flow[v] += v < n ? amount : -amount;
            }
        }
        boolean sourceSide = least1 < least2;
        leaving = sourceSide ? out1 : out2;
        return sourceSide;
    }

    private void shift(int v, boolean more) {
        if (more) {
            flow.add(v, root);
        } else {
            flow.subtract(v, root);
        }
    }

    /**
     * Takes the subtree below the arc of {@code last}, turns it so that {@code top} is uppermost,
     * hangs it from p by arc e, and shifts its potentials.
     */
    private void rehang(int top, int last, int p, int e, double shift) {
        int[] thread = this.thread;
        int[] depth = this.depth;
        double[] pi = this.pi;
        int steps = 0;
        for (int v = top; ; v = parent[v]) {
            path[steps++] = v;
            if (v == last) {
                break;
            }
        }
        // In preorder the subtree of each node of the path encloses that of the one before: what
        // comes before it and what comes after it move together, and by as many levels.
        int above = back[last];
        int lastDepth = depth[last];
        int v = last;
        for (int k = steps - 1; k > 0; k--) {
            int deeper = depth[p] + 1 + k - (lastDepth + steps - 1 - k);
            int inner = path[k - 1];
            int end;
            do {
                pi[v] += shift;
                depth[v] += deeper;
                end = v;
                v = thread[v];
            } while (v != inner);
            ends[3 * k] = end;
        }
        for (int k = 0; k < steps; k++) {
            int topDepth = lastDepth + steps - 1 - k;
            int deeper = depth[p] + 1 + k - topDepth;
            int end = NONE;
            ends[3 * k + 1] = v;
            if (k == 0) {
                pi[v] += shift;
                depth[v] += deeper;
                end = v;
                v = thread[v];
            }
            while (depth[v] > topDepth) {
                pi[v] += shift;
                depth[v] += deeper;
                end = v;
                v = thread[v];
            }
            ends[3 * k + 2] = end;
        }
        link(above, v);
        int behind = thread[p];
        link(p, top);
        int end = ends[2];
        for (int k = 1; k < steps; k++) {
            link(end, path[k]);
            end = ends[3 * k];
            if (ends[3 * k + 2] != NONE) {
                link(end, ends[3 * k + 1]);
                end = ends[3 * k + 2];
            }
        }
        link(end, behind);
        for (int k = steps - 1; k > 0; k--) {
            hang(path[k], path[k - 1], pred[path[k - 1]]);
            flow.copy(path[k - 1], path[k]);
        }
        hang(top, p, e);
        flow.copy(root, top);
    }

    /** The flow on the arc from each node to its parent. */
    Flows flow() {
        return flow;
    }

    /**
     * Visits the tree arcs that carry flow, with the node whose {@link #flow} it is; a source or
     * target of -1 stands for the root.
     */
    void forEachFlow(FlowConsumer consumer) {
        for (int v = 0; v < root; v++) {
            if (!flow.isZero(v)) {
                int p = parent[v];
                if (v < n) {
                    consumer.accept(v, p == root ? NONE : p - n, v);
                } else {
                    consumer.accept(p == root ? NONE : p, v - n, v);
                }
            }
        }
    }

    @FunctionalInterface
    interface FlowConsumer {
        void accept(int i, int j, int node);
    }
}
