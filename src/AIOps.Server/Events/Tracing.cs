using System.Diagnostics;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Events;

/// <summary>Traces follow an event through the event table: the appender's context is stored with it and linked by its consumers.</summary>
internal static class Tracing
{
    public static ActivitySource Source { get; } = new("AIOps");

    /// <summary>W3C context of the current activity, to be stored with an event.</summary>
    public static string? Current => Activity.Current?.Id;

    public static Activity? Consume(string consumer, IReadOnlyList<StoredEvent> events)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = default(ActivityContext);
        var links = new List<ActivityLink>();
        foreach (var stored in events)
        {
            if (stored.TraceParent is not null && ActivityContext.TryParse(stored.TraceParent, null, isRemote: true, out var context))
            {
                parent = parent == default ? context : parent;
                links.Add(new ActivityLink(context));
            }
        }

        return Source.StartActivity($"{consumer} consume", ActivityKind.Consumer, parent, links: links);
    }
}
