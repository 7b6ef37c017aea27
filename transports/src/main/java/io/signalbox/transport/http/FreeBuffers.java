package io.signalbox.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The buffers of one selector that nobody uses at the moment; the one given back last goes out first, since a cache may
 * hold it still.
 *
 * <p>Jetty's own pool looks at up to 256 entries for one that is free. Each peer that leaves a write unfinished holds one
 * of them, so hundreds of such peers would make every write to all others several times as expensive.
 *
 * <p>Those on the heap are kept as well: a publication takes half as much time again where Jetty gets new ones each time.
 *
 * <p>Any thread may acquire and release; nearly always it is the selector's.
 */
final class FreeBuffers implements ByteBufferPool {
    /** From a frame's head to what gathers small frames. Larger ones are not kept. */
    private static final int[] SIZES = {1024, 16 * 1024, 64 * 1024};

    /** A selector needs one or two of each at a time; more come back after peers were stuck. */
    private static final int KEPT = 32;

    private final Shelf[] direct = shelves(true);
    private final Shelf[] heap = shelves(false);

    @Override
    public RetainableByteBuffer.Mutable acquire(int sizeBytes, boolean isDirect) {
        for (Shelf shelf : isDirect ? direct : heap) {
            if (sizeBytes <= shelf.sizeBytes) {
                return shelf.take();
            }
        }
        return NON_POOLING.acquire(sizeBytes, isDirect);
    }

    @Override
    public void clear() {
        for (int i = 0; i < SIZES.length; i++) {
            direct[i].clear();
            heap[i].clear();
        }
    }

    private Shelf[] shelves(boolean isDirect) {
        Shelf[] shelves = new Shelf[SIZES.length];
        for (int i = 0; i < SIZES.length; i++) {
            shelves[i] = new Shelf(SIZES[i], isDirect);
        }
        return shelves;
    }

    /** Free buffers of one size. */
    private final class Shelf {
        private final int sizeBytes;
        private final boolean isDirect;
        private final ArrayDeque<Kept> free = new ArrayDeque<>();

        Shelf(int sizeBytes, boolean isDirect) {
            this.sizeBytes = sizeBytes;
            this.isDirect = isDirect;
        }

        RetainableByteBuffer.Mutable take() {
            Kept last;
            synchronized (free) {
                last = free.pollLast();
            }
            if (last == null) {
                return new Kept(this, BufferUtil.allocate(sizeBytes, isDirect), new Retainable.ReferenceCounter());
            }
            last.references.acquire();
            return last;
        }

        void giveBack(Kept buffer) {
            BufferUtil.reset(buffer.getByteBuffer());
            synchronized (free) {
                if (free.size() < KEPT) {
                    free.addLast(buffer);
                }
            }
        }

        void clear() {
            synchronized (free) {
                free.clear();
            }
        }
    }

    private final class Kept extends RetainableByteBuffer.Pooled {
        private final Shelf shelf;
        private final Retainable.ReferenceCounter references;

        Kept(Shelf shelf, ByteBuffer buffer, Retainable.ReferenceCounter references) {
            super(FreeBuffers.this, buffer, references);
            this.shelf = shelf;
            this.references = references;
        }

        @Override
        public boolean release() {
            boolean isFree = super.release();
            if (isFree) {
                shelf.giveBack(this);
            }
            return isFree;
        }
    }
}
