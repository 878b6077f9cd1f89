import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../../platform/access/needs.decorator';
import { Operation } from '../../platform/openapi/operation.decorator';
import { PreviewDto, PreviewRequestDto } from '../caller-id/calling.dto';
import { PreviewService } from './preview.service';

@ApiTags('caller-id')
@Needs('supervise')
@Controller('caller-id/preview')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Operation('Say what everybody would see', {
    description: 'Moves nothing: says what each party of such a transfer would see, and why.',
    errors: [
      'unknown-agent',
      'unknown-line',
      'unknown-ring-group',
      'line-not-found',
      'agent-not-found',
      'ring-group-not-found',
      'trunk-not-found',
      'undialable-number',
      'forbidden-number',
      'invalid-calling-settings',
    ],
  })
  @Post()
  @HttpCode(200)
  @ZodResponse({ status: 200, type: PreviewDto })
  async preview(@Body() body: PreviewRequestDto) {
    return { parties: [...(await this.previews.preview(body))] };
  }
}
