package dev.cloche.control.database;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;

/// Cuts a connection whose server is silent. The client would say good-bye to it and wait until the
/// server has hung up, and with it whoever waits for an answer: a server that is frozen never does.
final class Silence extends ChannelInboundHandlerAdapter {

    /// Sees to it for a connection that was just made.
    static void cuts(SqlConnection connection) {
        if (connection instanceof SqlConnectionInternal inner
                && inner.unwrap().unwrap() instanceof SocketConnectionBase base) {
            ChannelPipeline pipeline = base.socket().channelHandlerContext().pipeline();
            ChannelHandlerContext idle = pipeline.context(IdleStateHandler.class);
            pipeline.addAfter(idle.name(), "silence", new Silence());
        } else {
            throw new IllegalStateException("no way to the socket of " + connection.getClass());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            // From here it passes none of the handlers that would say good-bye.
            var _ = context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }
}
