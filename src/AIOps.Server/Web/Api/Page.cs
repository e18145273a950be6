namespace AIOps.Server.Web.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">How many there are in all, or null when that is not known.</param>
/// <param name="Next">What to give as <c>offset</c> or <c>after</c> for the next page; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, long? Total, long? Next);
