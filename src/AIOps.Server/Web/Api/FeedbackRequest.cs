namespace AIOps.Server.Web.Api;

/// <summary>Body of feedback on an anomaly.</summary>
/// <param name="Kind"><c>true</c>, <c>false</c> or <c>expected</c>.</param>
/// <param name="Note">Why; others will read it.</param>
internal sealed record FeedbackRequest(string? Kind, string? Note);
