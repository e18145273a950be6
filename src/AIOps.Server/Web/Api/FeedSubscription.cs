using System.Threading.Channels;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Web.Api;

/// <summary>A listener's share of the feed. One that does not keep up is cut off and starts again from the id that it saw last.</summary>
internal sealed class FeedSubscription(EventFeed feed, long from) : IDisposable
{
    public const int Capacity = 2_000;
    private readonly Channel<StoredEvent> _channel = Channel.CreateBounded<StoredEvent>(Capacity);

    /// <summary>The listener gets every event with a higher id.</summary>
    public long From { get; } = from;

    public ChannelReader<StoredEvent> Events => _channel.Reader;

    /// <summary>Events that the listener has not taken yet.</summary>
    public int Waiting => _channel.Reader.Count;

    public void Offer(StoredEvent occurred)
    {
        if (occurred.Id > From && !_channel.Writer.TryWrite(occurred))
        {
            _channel.Writer.TryComplete();
        }
    }

    public void Dispose() => feed.Remove(this);
}
