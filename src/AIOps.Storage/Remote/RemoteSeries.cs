using AIOps.Contracts.Storage;

namespace AIOps.Storage.Remote;

/// <summary>A series of the remote store.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Window">Its samples at even steps, under a key as the store's labels tell it.</param>
public sealed record RemoteSeries(ulong Id, SeriesWindow Window);
