package dev.understudy.net;

/** A task run again and again. Our own bug in it is told, and does not end it: a scheduler would drop it without a word. */
final class Repeated implements Runnable {
    private static final System.Logger LOG = System.getLogger(Repeated.class.getName());

    private final String what;
    private final Runnable task;

    Repeated(String what, Runnable task) {
        this.what = what;
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, what + " failed by a bug", e);
        }
    }
}
